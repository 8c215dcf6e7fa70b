import { SpipError } from '../lib/spipError.ts';

/** Options that a requirements file may set for the whole run. */
export type RequirementsFileOption =
  | 'index-url'
  | 'extra-index-url'
  | 'no-index'
  | 'find-links'
  | 'only-binary'
  | 'no-binary'
  | 'trusted-host'
  | 'pre'
  | 'require-hashes';

/** One logical line; `line` is the number of its first physical one, from 1. */
export type RequirementsEntry =
  | {
      readonly kind: 'requirement';
      readonly line: number;
      /** A requirement (PEP 508), a path or a URL, without its options. */
      readonly text: string;
      /** Lower-case hex sha256 of the files that may be chosen; empty: any. */
      readonly hashes: readonly string[];
    }
  | { readonly kind: 'requirements' | 'constraints'; readonly line: number; readonly path: string }
  | {
      readonly kind: 'option';
      readonly line: number;
      readonly name: RequirementsFileOption;
      /** '' for an option without a value. */
      readonly value: string;
    };

export interface RequirementsFileContext {
  /** Path as messages show it. */
  readonly path: string;
  /** Value of `${NAME}`; `undefined` leaves the text as it stands, as pip does. */
  readonly variable: (name: string) => string | undefined;
}

/**
 * Reads a requirements or constraints file as pip writes them: comments, continued lines, `${NAME}`, `--hash`, nested
 * files and the options of the index ("Requirements File Format" of pip's documentation).
 *
 * @throws SpipError `invalid-requirement` with file and line for an option that is unknown or has no value
 */
export function parseRequirementsFile(
  text: string,
  context: RequirementsFileContext,
): readonly RequirementsEntry[] {
  return logicalLines(text).flatMap(({ line, text: joined }) => {
    const bare = joined.replace(/(^|\s+)#.*$/, '').trim();
    if (bare === '') {
      return [];
    }
    const expanded = bare.replaceAll(
      /\$\{([A-Z0-9_]+)\}/g,
      (whole, name: string) => context.variable(name) ?? whole,
    );
    return readLine(expanded, { place: `${context.path}:${line}`, line });
  });
}

interface LogicalLine {
  readonly line: number;
  readonly text: string;
}

/** Joins lines that end in a backslash; a comment line ends what it continues. */
function logicalLines(text: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let open: { readonly line: number; text: string } | undefined;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const isComment = /^\s*#/.test(raw);
    const piece = isComment ? ` ${raw}` : raw;
    open ??= { line: index + 1, text: '' };
    if (piece.endsWith('\\') && !isComment) {
      open.text += piece.slice(0, -1);
    } else {
      lines.push({ line: open.line, text: open.text + piece });
      open = undefined;
    }
  }
  return open === undefined ? lines : [...lines, open];
}

interface Place {
  /** `file:line`. */
  readonly place: string;
  readonly line: number;
}

function readLine(text: string, at: Place): readonly RequirementsEntry[] {
  const start = text.search(/(?:^|\s)-/);
  const requirement = (start === -1 ? text : text.slice(0, start)).trim();
  const options = start === -1 ? [] : readOptions(text.slice(start).trim(), at);
  if (requirement !== '') {
    return [requirementEntry(requirement, options, at)];
  }
  return options.map((option) => optionEntry(option, at));
}

interface WrittenOption {
  /** As written, for example `-r` or `--hash`. */
  readonly name: string;
  readonly value: string;
}

const withoutValue: ReadonlySet<string> = new Set(['--no-index', '--pre', '--require-hashes']);

/** `--name value`, `--name=value`, `-r value`, with or without the space. */
function readOptions(text: string, at: Place): readonly WrittenOption[] {
  const words = splitWords(text, at);
  const options: WrittenOption[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [, name = '', inline] =
      /^(--[a-z-]+)(?:=(.*))?$/s.exec(word) ?? /^(-[a-zA-Z])(.+)?$/s.exec(word) ?? [];
    if (name === '') {
      throw refusal(at, `Expected an option, found \`${word}\``);
    }
    if (!isKnown(name)) {
      throw refusal(at, `Expected an option that spip knows, found \`${name}\``);
    }
    if (withoutValue.has(name)) {
      if (inline !== undefined) {
        throw refusal(at, `Expected no value behind \`${name}\`, found \`${inline}\``);
      }
      options.push({ name, value: '' });
      continue;
    }
    const value = inline ?? words[(index += 1)];
    if (value === undefined || value === '') {
      throw refusal(at, `Expected a value behind \`${name}\``);
    }
    options.push({ name, value });
  }
  return options;
}

function isKnown(name: string): boolean {
  return name in optionNames || name in fileNames || name === '--hash';
}

/** Splits at white space outside of quotes. */
function splitWords(text: string, at: Place): readonly string[] {
  if (/^(?:[^'"]|'[^']*'|"[^"]*")*$/.exec(text) === null) {
    throw refusal(at, 'Expected each quote to be closed');
  }
  return [...text.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replaceAll(
      /'([^']*)'|"([^"]*)"/g,
      (_, single: string, double: string) => single ?? double,
    ),
  );
}

function requirementEntry(
  text: string,
  options: readonly WrittenOption[],
  at: Place,
): RequirementsEntry {
  const other = options.find(({ name }) => name !== '--hash');
  if (other !== undefined) {
    throw refusal(at, `Expected only \`--hash\` behind a requirement, found \`${other.name}\``);
  }
  const hashes = options.map(({ value }) => /^sha256:([0-9a-fA-F]{64})$/.exec(value)?.[1]);
  const known = hashes.flatMap((hash) => (hash === undefined ? [] : [hash.toLowerCase()]));
  const strange = options.find(({ value }) => !/^sha(?:256|384|512):[0-9a-fA-F]+$/.test(value));
  if (strange !== undefined || (options.length > 0 && known.length === 0)) {
    const shown = (strange ?? options[0])?.value ?? '';
    throw refusal(at, `Expected \`--hash=sha256:\` with 64 hexadecimal digits, found \`${shown}\``);
  }
  return { kind: 'requirement', line: at.line, text, hashes: known };
}

const optionNames: Readonly<Record<string, RequirementsFileOption>> = {
  '-i': 'index-url',
  '--index-url': 'index-url',
  '--pypi-url': 'index-url',
  '--extra-index-url': 'extra-index-url',
  '--no-index': 'no-index',
  '-f': 'find-links',
  '--find-links': 'find-links',
  '--only-binary': 'only-binary',
  '--no-binary': 'no-binary',
  '--trusted-host': 'trusted-host',
  '--pre': 'pre',
  '--require-hashes': 'require-hashes',
};

/** Options that name another file or tree. */
const fileNames: Readonly<Record<string, 'requirements' | 'constraints' | 'requirement'>> = {
  '-r': 'requirements',
  '--requirement': 'requirements',
  '-c': 'constraints',
  '--constraint': 'constraints',
  '-e': 'requirement',
  '--editable': 'requirement',
};

function optionEntry({ name, value }: WrittenOption, at: Place): RequirementsEntry {
  const { line } = at;
  const kind = fileNames[name];
  if (kind === 'requirement') {
    return { kind, line, text: value, hashes: [] };
  }
  if (kind !== undefined) {
    return { kind, line, path: value };
  }
  const known = optionNames[name];
  if (known === undefined) {
    throw refusal(at, `Expected \`${name}\` behind a requirement`);
  }
  return { kind: 'option', line, name: known, value };
}

function refusal({ place }: Place, message: string): SpipError {
  return new SpipError('invalid-requirement', `${message}, in \`${place}\``);
}
