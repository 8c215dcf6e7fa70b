import type { Sourced } from '../model/settings.ts';

/** What is written for a value; on a command line always text. */
export type RawValue = string | number | boolean | readonly string[];

/** Where a value is written: for messages, and for relative paths. */
export interface Origin {
  readonly kind: 'flag' | 'setting';
  /** For example `--limit`, `SPIP_LIMIT`, `/p/pyproject.toml [tool.spip] limit`. */
  readonly source: string;
  /** Absolute folder that relative paths start from. */
  readonly base: string;
}

interface Described {
  /** As typed, without dashes: `index-url`. */
  readonly name: string;
  /** The letter of its short form. */
  readonly short?: string;
  /** For `--help`; by command, where commands word it differently. */
  readonly help: string | Readonly<Record<string, string>>;
  /**
   * `true`: also read from `SPIP_<NAME>` and from `[tool.spip]`. `index`: from there too, but among the settings of pip
   * and uv, which `config/` knows.
   */
  readonly setting?: true | 'index';
}

/** Given or not. */
interface Flag extends Described {
  readonly takes: 'nothing';
}

/** Has one value. */
interface Single extends Described {
  readonly takes: 'value';
  /** How the help writes the value. */
  readonly placeholder: string;
  /** It may have no value, which is '' then: a word behind it belongs to it only where it is one of these. */
  readonly optional?: readonly string[];
  /** Throws `usage` or `invalid-settings`, naming the origin. */
  readonly parse: (raw: RawValue, origin: Origin) => unknown;
  /** What holds where nothing says otherwise; left out: `undefined`. */
  readonly default?: unknown;
}

/** May be given more than once. */
interface Repeatable extends Described {
  readonly takes: 'values';
  /** How the help writes one value. */
  readonly placeholder: string;
  /** Throws `usage` or `invalid-settings`, naming the origin. */
  readonly parse: (texts: readonly string[], origin: Origin) => readonly unknown[];
}

/** The closed list that an option's value is taken from, where there is one. */
export function choicesOf(option: Option): readonly string[] | undefined {
  return option.takes === 'value' && isChoice(option.parse) ? option.parse.choices : undefined;
}

/** A reader of a value that knows all of them. */
export interface Choice {
  readonly choices: readonly string[];
}

function isChoice(parse: unknown): parse is Choice {
  return typeof parse === 'function' && 'choices' in parse;
}

/** All that is to be said about one option. */
export type Option = Flag | Single | Repeatable;

/** Options by what the code calls their values. */
export type OptionTable = Readonly<Record<string, Option>>;

/** The type of an option's value. */
type Value<O extends Option> = O extends Single | Repeatable ? ReturnType<O['parse']> : boolean;

/** What a command line says about the options of a table; what it does not say is missing. */
export type Given<T extends OptionTable> = { readonly [K in keyof T]?: Value<T[K]> | undefined };

/** What the settings say about those options that have one. */
export type OptionSettings<T extends OptionTable> = {
  readonly [K in keyof T as T[K] extends { readonly setting: true } ? K : never]:
    | Sourced<Value<T[K]>>
    | undefined;
};

/** What holds for the options of a table. */
export type Values<T extends OptionTable> = {
  readonly [K in keyof T]:
    | Value<T[K]>
    | (T[K] extends Single
        ? T[K] extends { readonly default: unknown }
          ? never
          : undefined
        : never);
};
