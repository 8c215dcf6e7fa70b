import type { DistFile } from './distFile.ts';

/** One distribution of a resolved set. */
export interface LockedPackage {
  /** Normalised name (PEP 503). */
  readonly name: string;
  /** Version as its file writes it, for example `1.26.0`. */
  readonly version: string;
  readonly file: DistFile;
  /** Normalised extras that the set asks of it, sorted. */
  readonly extras: readonly string[];
  /** Requires-Dist strings of its metadata that hold in this environment with these extras. */
  readonly requires: readonly string[];
  /** Normalised names of what it requires that an override stands in the place of. */
  readonly overridden?: readonly string[] | undefined;
}

/** The exact resolved set for one cell, sorted by name. */
export interface Lock {
  readonly packages: readonly LockedPackage[];
}
