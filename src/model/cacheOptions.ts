import type { GlobalOptions } from './options.ts';

type ListFormat = 'table' | 'json';

export interface CacheInfoOptions {
  readonly global: GlobalOptions;
  readonly format: ListFormat;
}

export interface CacheVerifyOptions {
  readonly global: GlobalOptions;
  readonly format: ListFormat;
}

export interface CacheCleanOptions {
  readonly global: GlobalOptions;
  /** Everything. */
  readonly all: boolean;
  /** Seconds without use. */
  readonly olderThan: number | undefined;
  /** Normalised names. */
  readonly packages: readonly string[];
  /** Beside live runs too. */
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly format: ListFormat;
}
