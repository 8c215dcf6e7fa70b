import { pick } from '../lib/pick.ts';
import type { Context } from '../model/context.ts';
import type { OptionTable } from '../options/option.ts';
import { optionTable } from '../options/optionTable.ts';
import type { ParsedLine } from '../options/parseCommandLine.ts';

/** Options under one title of the help, as their table calls them. */
export interface OptionGroup<K extends string> {
  readonly title: string;
  readonly options: readonly K[];
}

/** All that is to be said about a command; its module is loaded only when it runs or explains itself. */
interface CommandSpec<T extends OptionTable, K extends string> {
  /** As typed: `matrix`, `python list`. */
  readonly name: string;
  /** What stands behind the name in the usage line. */
  readonly operands: string;
  readonly description: string;
  /** In the order of the help. */
  readonly groups: readonly OptionGroup<K>[];
  /** Command line and what it does. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** Resolves to the exit status. */
  readonly run: (line: ParsedLine<Pick<T, K & keyof T>>, context: Context) => Promise<number>;
}

export interface Command extends CommandSpec<OptionTable, string> {
  /** What it takes. */
  readonly options: OptionTable;
}

/**
 * Makes commands whose options are those of a table.
 *
 * @internal
 */
export function commandsOf<T extends OptionTable>(
  table: T,
): <const K extends keyof T & string>(spec: CommandSpec<T, K>) => Command {
  return (spec) => ({
    ...spec,
    options: pick(
      table,
      spec.groups.flatMap(({ options }) => options),
    ),
    // The parser reads a line by these very options.
    run: spec.run as Command['run'],
  });
}

export const defineCommand = commandsOf(optionTable);
