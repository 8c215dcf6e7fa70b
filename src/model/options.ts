import type { IndexStrategy, ReleaseGroup, ResolutionStrategy } from './settings.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  /** `undefined`: decided by `SPIP_CACHE_DIR` or the platform's conventions. */
  readonly cacheDir: string | undefined;
  /** `undefined`: decided by `SPIP_DATA_DIR` or the platform's conventions. */
  readonly dataDir: string | undefined;
  readonly verbosity: Verbosity;
}

export type Verbosity = 'quiet' | 'normal' | 'verbose';

/** What the command line says about the index; everything else comes from the settings. */
export interface IndexOptions {
  readonly indexUrl: string | undefined;
  readonly extraIndexUrls: readonly string[];
  readonly findLinks: readonly string[];
  readonly indexStrategy: IndexStrategy | undefined;
  readonly noIndex: boolean;
  readonly offline: boolean;
  readonly refresh: boolean;
  /** Normalised names, `:all:` or `:none:`, in the order given. */
  readonly onlyBinary: readonly string[];
  /** Normalised names, `:all:` or `:none:`, in the order given. */
  readonly noBinary: readonly string[];
  /** As given: a date or a timestamp. */
  readonly excludeNewer: string | undefined;
  /** The same for what builds need; `undefined`: as `excludeNewer`. */
  readonly buildExcludeNewer: string | undefined;
}

/** What the command line says about the sets that are resolved; all paths as given. */
export interface ResolutionOptions {
  /** `undefined`: `highest`. */
  readonly strategy: ResolutionStrategy | undefined;
  /** Requirements files. */
  readonly requirementFiles: readonly string[];
  /** Constraints files. */
  readonly constraintFiles: readonly string[];
  /** Files of requirements that replace every other one on their package. */
  readonly overrideFiles: readonly string[];
  /** Dependency groups of the project. */
  readonly groups: readonly string[];
}

export type SandboxMode = 'auto' | 'require' | 'off';

export type KeepMode = 'failed' | 'all' | 'none';

export interface MatrixOptions {
  readonly global: GlobalOptions;
  readonly index: IndexOptions;
  readonly resolution: ResolutionOptions;
  /** As given; empty only where `resolution` names requirements files. */
  readonly requirements: readonly string[];
  /** Absolute path of the positional script. */
  readonly script: string | undefined;
  readonly versions: string | undefined;
  /** `undefined`: the default of 5, which does not hold for an exact pin or `all`. */
  readonly limit: number | undefined;
  readonly all: boolean;
  /** Specifier of releases to leave out. */
  readonly exclude: string | undefined;
  /** Only the newest release of each. */
  readonly latestPer: ReleaseGroup | undefined;
  readonly pre: boolean;
  readonly yanked: boolean;
  /** What is installed beside the package under test, alternatives separated by `|`, as given. */
  readonly with: readonly string[];
  /** `release`, or a date or timestamp as given: when the sets around releases are resolved. */
  readonly asOf: string | undefined;
  /** A `pylock.toml` whose set surrounds the package under test, as given. */
  readonly lock: string | undefined;
  /** Each value as given, commas included; empty means `auto`. */
  readonly pythons: readonly string[];
  readonly importOnly: boolean;
  /** As given; `{tests}` stands for where `tests` lie. */
  readonly command: string | undefined;
  /** Absolute paths of files and folders to copy. */
  readonly tests: readonly string[];
  /** `undefined`: as many as there are slots. */
  readonly jobs: number | undefined;
  /** Seconds per step; `undefined`: the defaults of each step. */
  readonly timeout: number | undefined;
  readonly failFast: boolean;
  readonly dryRun: boolean;
  readonly sandbox: SandboxMode;
  readonly keep: KeepMode;
  /** Absolute path of a file, or `-` for standard output. */
  readonly json: string | undefined;
  /** Whether standard output gets the events of the run. */
  readonly events: boolean;
}

type LockFormat = 'table' | 'json' | 'pylock';

export interface LockOptions {
  readonly global: GlobalOptions;
  readonly index: IndexOptions;
  readonly resolution: ResolutionOptions;
  /** As given; empty only where `resolution` names requirements files. */
  readonly requirements: readonly string[];
  /** One Python; `undefined`: the newest installed final CPython. */
  readonly python: string | undefined;
  readonly pre: boolean;
  readonly format: LockFormat;
}

type ListFormat = 'table' | 'json';

export interface PythonListOptions {
  readonly global: GlobalOptions;
  readonly format: ListFormat;
}

export interface PythonFindOptions {
  readonly global: GlobalOptions;
  /** As given: `3.11`, `'>=3.9'`, a path, `auto`. */
  readonly request: string;
}

export interface RunsOptions {
  readonly global: GlobalOptions;
  readonly limit: number;
  readonly format: ListFormat;
}

export interface ShowOptions {
  readonly global: GlobalOptions;
  /** `last` or a unique prefix of a run's id. */
  readonly run: string;
  /** A cell's id, `colorama==0.4.6@3.11`. */
  readonly cell: string | undefined;
  readonly format: ListFormat;
}
