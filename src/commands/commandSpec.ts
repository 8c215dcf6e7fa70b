import type { Context } from '../model/context.ts';

/** One option, as parser and help see it. */
export interface OptionSpec {
  /** Without dashes, for example `index-url`. */
  readonly name: string;
  readonly short?: string;
  readonly takes: 'nothing' | 'value' | 'values';
  /** How the help writes the value. */
  readonly placeholder?: string;
  readonly help: string;
}

export interface OptionGroup {
  readonly title: string;
  readonly options: readonly OptionSpec[];
}

/** What stands on a command line, in its order, not yet judged. */
export interface ParsedLine {
  readonly command: string;
  readonly operands: readonly string[];
  /** Values of each option given; an option without a value has one ''. */
  readonly given: ReadonlyMap<string, readonly string[]>;
}

/** All that is to be said about a command; its module is loaded only when it runs or explains itself. */
export interface Command {
  /** As typed: `matrix`, `python list`. */
  readonly name: string;
  /** What stands behind the name in the usage line. */
  readonly operands: string;
  readonly description: string;
  readonly groups: readonly OptionGroup[];
  /** Command line and what it does. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** Resolves to the exit status. */
  readonly run: (line: ParsedLine, context: Context) => Promise<number>;
}
