import { SpipError } from '../lib/spipError.ts';
import type { CommandEntry } from './commandTable.ts';
import { nearestWord } from '../lib/nearestWord.ts';
import { globalOptions } from '../options/globalOptions.ts';
import type { Option } from '../options/option.ts';

/** What a command line asks for. */
export type Route =
  | { readonly kind: 'version' }
  /** `family` is '' for spip as a whole. */
  | { readonly kind: 'overview'; readonly family: string }
  | { readonly kind: 'help'; readonly entry: CommandEntry }
  | { readonly kind: 'run'; readonly entry: CommandEntry; readonly rest: readonly string[] };

/**
 * Finds the command. Options that hold everywhere may stand before its name.
 *
 * @throws SpipError `usage` for an unknown command or option.
 */
export function route(argv: readonly string[], table: readonly CommandEntry[]): Route {
  const { before, words } = splitAtCommand(argv);
  const [first, second] = words;
  if (first === undefined) {
    return before.some((option) => option === '--version' || option === '-V')
      ? { kind: 'version' }
      : { kind: 'overview', family: '' };
  }
  if (first === 'help') {
    const target = route(words.slice(1), table);
    return target.kind === 'run' ? { kind: 'help', entry: target.entry } : target;
  }
  const found = findEntry(first, second, table);
  if (found.kind === 'family') {
    return { kind: 'overview', family: first };
  }
  const rest = [...before, ...words.slice(found.words)];
  return wantsHelp(rest)
    ? { kind: 'help', entry: found.entry }
    : { kind: 'run', entry: found.entry, rest };
}

const taken: readonly Option[] = Object.values(globalOptions);
const withValue = new Set(
  taken.filter(({ takes }) => takes !== 'nothing').map(({ name }) => `--${name}`),
);
const alone = new Set([
  ...taken
    .filter(({ takes }) => takes === 'nothing')
    .flatMap(({ name, short = name }) => [`--${name}`, `-${short}`]),
  '-V',
  '--version',
]);

function splitAtCommand(argv: readonly string[]): {
  readonly before: readonly string[];
  readonly words: readonly string[];
} {
  let index = 0;
  for (let word = argv[0]; word?.startsWith('-') === true; word = argv[index]) {
    const name = word.replace(/=.*$/s, '');
    if (!withValue.has(name) && !alone.has(word)) {
      throw new SpipError('usage', `Expected a command before \`${word}\``, {
        hint: '`spip --help` lists the commands',
      });
    }
    index += withValue.has(word) ? 2 : 1;
  }
  return { before: argv.slice(0, index), words: argv.slice(index) };
}

type Found =
  | { readonly kind: 'family' }
  | { readonly kind: 'command'; readonly entry: CommandEntry; readonly words: number };

function findEntry(
  first: string,
  second: string | undefined,
  table: readonly CommandEntry[],
): Found {
  const single = table.find(({ name }) => name === first);
  if (single !== undefined) {
    return { kind: 'command', entry: single, words: 1 };
  }
  const family = table.filter(({ name }) => name.startsWith(`${first} `));
  if (family.length === 0) {
    throw unknownCommand(first, '', table);
  }
  if (second === undefined || second.startsWith('-')) {
    return { kind: 'family' };
  }
  const entry = family.find(({ name }) => name === `${first} ${second}`);
  if (entry === undefined) {
    throw unknownCommand(second, `${first} `, family);
  }
  return { kind: 'command', entry, words: 2 };
}

function unknownCommand(word: string, family: string, table: readonly CommandEntry[]): SpipError {
  const known = table.map(({ name }) => name.slice(family.length).replace(/ .*/, ''));
  const nearest = nearestWord(word, known);
  return new SpipError('usage', `Expected a command, found \`${family}${word}\``, {
    hint:
      nearest === undefined
        ? `\`spip ${family}--help\` lists them`
        : `did you mean \`spip ${family}${nearest}\`?`,
  });
}

// What stands behind `--` are operands.
function wantsHelp(rest: readonly string[]): boolean {
  const end = rest.indexOf('--');
  return rest
    .slice(0, end === -1 ? rest.length : end)
    .some((word) => word === '--help' || word === '-h');
}
