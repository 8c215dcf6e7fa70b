import { SpipError } from './spipError.ts';

/** Section -> key -> value, as Python's `RawConfigParser` reads `pip.conf`. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads the dialect of `pip.conf`: `key = value` or `key: value`, values going on in indented lines (joined by a line
 * feed), comments that begin a line with `#` or `;`. Keys are lower case with `-` for `_`, as pip compares them.
 */
export function parseIni(text: string, path: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let key: string | undefined;
  for (const [number, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|[\r\n]/)
    .entries()) {
    const content = line.trim();
    if (/^[#;]/.test(content)) {
      continue;
    }
    if (content === '') {
      continue;
    }
    if (/^\s/.test(line) && section !== undefined && key !== undefined) {
      section.set(key, `${section.get(key) ?? ''}\n${content}`.trim());
      continue;
    }
    const header = /^\[([^\]]+)\]/.exec(content)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, string>();
      sections.set(header, section);
      key = undefined;
      continue;
    }
    const [, name, value] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(content) ?? [];
    if (name === undefined || value === undefined || section === undefined) {
      throw new SpipError(
        'invalid-settings',
        `Expected \`[section]\` or \`key = value\` in line ${number + 1} of \`${path}\`: \`${content}\``,
      );
    }
    key = name.toLowerCase().replaceAll('_', '-');
    section.set(key, value);
  }
  return sections;
}
