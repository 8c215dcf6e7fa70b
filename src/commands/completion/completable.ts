import { choicesOf } from '../../options/option.ts';
import type { Option, OptionTable } from '../../options/option.ts';

/** What may stand behind an option. */
type Expected =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'path' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'other' };

export interface CompletableOption {
  /** Without dashes. */
  readonly name: string;
  readonly short: string | undefined;
  readonly help: string;
  readonly placeholder: string;
  readonly expected: Expected;
}

/** What shells need to know of a command. */
export interface CompletableCommand {
  /** As typed: `matrix`, `python list`. */
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletableOption[];
}

/** A command as shells need it, from its options. */
export function completableCommand(
  { name, summary }: Pick<CompletableCommand, 'name' | 'summary'>,
  options: OptionTable,
): CompletableCommand {
  return { name, summary, options: Object.values(options).map((each) => completable(each, name)) };
}

/** Words that stand before others: `python`, `cache`. */
export function familiesOf(commands: readonly CompletableCommand[]): readonly string[] {
  return [...new Set(commands.flatMap(({ name }) => name.split(' ').slice(0, -1)))];
}

/** What may stand behind a word of the command line; '' is its beginning. */
export function wordsAfter(
  family: string,
  commands: readonly CompletableCommand[],
): readonly Pick<CompletableCommand, 'name' | 'summary'>[] {
  const depth = family === '' ? 0 : 1;
  const inside = commands.filter(({ name }) => family === '' || name.startsWith(`${family} `));
  const words = inside.map(({ name, summary }) => {
    const parts = name.split(' ').slice(depth);
    const isWhole = parts.length === 1;
    return { name: parts[0] ?? '', summary: isWhole ? summary : `spip ${parts[0]} COMMAND` };
  });
  return [...new Map(words.map((each) => [each.name, each])).values()];
}

function completable(option: Option, command: string): CompletableOption {
  const { name, short, help } = option;
  return {
    name,
    short,
    help: typeof help === 'string' ? help : (help[command] ?? ''),
    placeholder: option.takes === 'nothing' ? '' : option.placeholder,
    expected: expectedOf(option),
  };
}

function expectedOf(option: Option): Expected {
  if (option.takes === 'nothing') {
    return { kind: 'nothing' };
  }
  const choices = choicesOf(option);
  if (choices !== undefined) {
    return { kind: 'choice', choices };
  }
  return { kind: /^(?:FILE|DIR|PATH)$/.test(option.placeholder) ? 'path' : 'other' };
}
