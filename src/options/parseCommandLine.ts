import { parseArgs } from 'node:util';
import { nearestWord } from '../lib/nearestWord.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Given, Option, OptionTable, Values } from './option.ts';
import { settle } from './settle.ts';

/** What stands on a command line. */
export interface ParsedLine<T extends OptionTable = OptionTable> {
  readonly command: string;
  /** In their order. */
  readonly operands: readonly string[];
  /** How many of them stand before `--`; `undefined` where there is none. */
  readonly separated: number | undefined;
  readonly given: Given<T>;
  /** What is given, and else the defaults; settings are not asked. */
  readonly options: Values<T>;
}

/** What a command takes. */
interface CommandShape<T extends OptionTable> {
  readonly name: string;
  readonly options: T;
}

/**
 * Reads options and operands in any order: `--opt value`, `--opt=value`, `-j8`, `-j 8`, `--` ends the options. Relative
 * paths start at `cwd`.
 *
 * @throws SpipError `usage` for an unknown option, a missing, superfluous or wrong value, an option given twice.
 */
export function parseCommandLine<T extends OptionTable>(
  argv: readonly string[],
  { name, options }: CommandShape<T>,
  cwd: string,
): ParsedLine<T> {
  const entries = Object.entries<Option>(options);
  const byName = new Map(entries.map((entry) => [entry[1].name, entry]));
  const operands: string[] = [];
  let separated: number | undefined;
  const texts = new Map<string, readonly string[]>();
  const optional = new OptionalValue();
  for (const token of tokensOf(argv, entries)) {
    if (token.kind === 'option-terminator') {
      separated = operands.length;
    } else if (token.kind === 'positional') {
      const key = optional.ownerOf(token);
      if (key === undefined) {
        operands.push(token.value);
      } else {
        texts.set(key, [token.value]);
      }
    } else if (token.kind === 'option') {
      const [key, option] = byName.get(token.name) ?? unknownOption(token.rawName, name, byName);
      const earlier = texts.get(key) ?? [];
      if (earlier.length > 0 && option.takes === 'value') {
        throw new SpipError('usage', `Expected \`--${option.name}\` once, found it twice`);
      }
      texts.set(key, [...earlier, textOf(option, token)]);
      optional.await(key, option, token);
    }
  }
  const values = entries.flatMap(([key, option]) => {
    const found = texts.get(key);
    return found === undefined ? [] : [[key, valueOf(option, found, cwd)]];
  });
  // Each value is what its option's `parse` gives.
  const given = Object.fromEntries(values) as Given<T>;
  return { command: name, operands, separated, given, options: settle(options, given, {}) };
}

/** Finds the word that stands behind an option which may have one. */
class OptionalValue {
  #awaited:
    | { readonly key: string; readonly place: number; readonly words: readonly string[] }
    | undefined;

  await(
    key: string,
    option: Option,
    { index, value }: { readonly index: number; readonly value: string | undefined },
  ): void {
    const words = wordsOf(option);
    this.#awaited =
      words === undefined || value !== undefined ? undefined : { key, place: index + 1, words };
  }

  /** The key of the option that the word belongs to. */
  ownerOf({
    index,
    value,
  }: {
    readonly index: number;
    readonly value: string;
  }): string | undefined {
    const { key, place, words = [] } = this.#awaited ?? {};
    return place === index && words.includes(value) ? key : undefined;
  }
}

function wordsOf(option: Option): readonly string[] | undefined {
  return option.takes === 'value' ? option.optional : undefined;
}

function tokensOf(argv: readonly string[], entries: readonly (readonly [string, Option])[]) {
  return parseArgs({
    args: [...argv],
    options: Object.fromEntries(entries.map(([, option]) => [option.name, nodeOption(option)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

function nodeOption(option: Option): { type: 'boolean' | 'string'; short?: string } {
  const { takes, short } = option;
  const type = takes === 'nothing' || wordsOf(option) !== undefined ? 'boolean' : 'string';
  return short === undefined ? { type } : { type, short };
}

interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function textOf(option: Option, token: OptionToken): string {
  const { rawName, value, inlineValue } = token;
  if (option.takes === 'nothing') {
    if (value !== undefined) {
      throw new SpipError('usage', `Expected \`${rawName}\` without a value, found \`${value}\``);
    }
    return '';
  }
  if (value === undefined && wordsOf(option) !== undefined) {
    return '';
  }
  const usage = `Expected a value: \`${rawName} ${option.placeholder}\``;
  if (value === undefined) {
    throw new SpipError('usage', usage);
  }
  if (inlineValue !== true && value.length > 1 && value.startsWith('-')) {
    throw new SpipError('usage', `${usage}, found \`${value}\``, {
      hint: `a value that begins with a dash is written \`--${option.name}=${value}\``,
    });
  }
  if (value === '') {
    throw new SpipError('usage', `${usage}, found nothing`);
  }
  return value;
}

function valueOf(option: Option, texts: readonly string[], cwd: string): unknown {
  const origin = { kind: 'flag', source: `--${option.name}`, base: cwd } as const;
  switch (option.takes) {
    case 'nothing':
      return true;
    case 'values':
      return option.parse(texts, origin);
    case 'value':
      return option.parse(texts[0] ?? '', origin);
  }
}

function unknownOption(
  rawName: string,
  command: string,
  known: ReadonlyMap<string, unknown>,
): never {
  const nearest = nearestWord(rawName.replace(/^-+/, ''), [...known.keys()]);
  throw new SpipError('usage', `Expected an option of \`spip ${command}\`, found \`${rawName}\``, {
    hint:
      nearest === undefined || !rawName.startsWith('--')
        ? `\`spip ${command} --help\` lists them`
        : `did you mean \`--${nearest}\`?`,
  });
}
