import { SpipError } from './spipError.ts';

/** Section -> key -> value, as Python's `RawConfigParser` reads `pip.conf`. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads the dialect of `pip.conf`: `key = value` or `key: value`, values going on in indented lines (joined by a line
 * feed), comments that begin a line with `#` or `;`. Keys are lower case with `-` for `_`, as pip compares them.
 */
export function parseIni(text: string, path: string): Ini {
  const sections = new Map<string, Map<string, string[]>>();
  let section: Map<string, string[]> | undefined;
  let value: string[] | undefined;
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
    if (/^\s/.test(line) && value !== undefined) {
      value.push(content);
      continue;
    }
    const header = /^\[([^\]]+)\]/.exec(content)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, string[]>();
      sections.set(header, section);
      value = undefined;
      continue;
    }
    const end = content.search(/[=:]/);
    if (end < 1 || section === undefined) {
      throw new SpipError(
        'invalid-settings',
        `Expected \`[section]\` or \`key = value\` in line ${number + 1} of \`${path}\`: \`${content}\``,
      );
    }
    value = [content.slice(end + 1).trim()];
    section.set(content.slice(0, end).trim().toLowerCase().replaceAll('_', '-'), value);
  }
  return new Map([...sections].map(([name, values]) => [name, joined(values)]));
}

function joined(values: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  return new Map([...values].map(([key, lines]) => [key, lines.join('\n').trim()]));
}
