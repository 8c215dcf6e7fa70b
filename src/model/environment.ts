import type { Interpreter } from './interpreter.ts';
import type { Note } from './storedWheel.ts';

/** One file of an environment, relative to its prefix. */
export type EnvironmentFile = StoreLinkedFile | GeneratedFile;

/** A file whose bytes lie in the store. */
export interface StoreLinkedFile {
  readonly kind: 'store';
  readonly path: string;
  readonly source: string;
  readonly sha256: string;
  readonly size: number;
  readonly executable: boolean;
  /** Normalised name of the distribution that brings it. */
  readonly owner: string;
}

/** A file that spip writes: a script, `pyvenv.cfg`, RECORD, INSTALLER. */
export interface GeneratedFile {
  readonly kind: 'generated';
  readonly path: string;
  /** What it is made from, independent of machine and place, for example `script colorama.cli:main`. */
  readonly recipe: string;
  readonly executable: boolean;
  readonly owner: string;
}

/** What a cell runs in, before it lies anywhere. */
export interface EnvironmentPlan {
  readonly interpreter: Interpreter;
  /** Sorted by path. */
  readonly files: readonly EnvironmentFile[];
  readonly notes: readonly Note[];
  /** Text of the environment's lock as it stands in the ledger: names, versions, file names, digests. */
  readonly lockText: string;
  /** Text of its manifest: each path with digest or recipe, size, mode and owner. */
  readonly manifestText: string;
}
