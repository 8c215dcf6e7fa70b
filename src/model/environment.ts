import type { Interpreter } from './interpreter.ts';
import type { EntryPoint, Note } from './storedWheel.ts';

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
  readonly content: GeneratedContent;
  readonly executable: boolean;
  readonly owner: string;
}

/** How the bytes of a generated file come about. */
export type GeneratedContent =
  | { readonly kind: 'text'; readonly text: string }
  /** A script that calls an entry point. */
  | { readonly kind: 'launcher'; readonly entryPoint: EntryPoint }
  /** A wheel's own script (absolute path), whose first line is replaced by one that names the environment's Python. */
  | { readonly kind: 'script'; readonly source: string }
  /** A symbolic link: absolute, or relative to the folder it lies in. */
  | { readonly kind: 'link'; readonly target: string }
  /** An own copy of a file of the base interpreter. */
  | { readonly kind: 'copy'; readonly source: string }
  /** A real folder with a symbolic link for each entry of another one. */
  | { readonly kind: 'linked-folder'; readonly source: string; readonly except: readonly string[] }
  /** RECORD: finished rows, and files whose digest is known only once they are written. */
  | {
      readonly kind: 'record';
      readonly rows: readonly string[];
      readonly generated: readonly RecordedFile[];
    };

/** A generated file as RECORD names it. */
export interface RecordedFile {
  /** Relative to the prefix. */
  readonly path: string;
  /** Relative to site-packages, quoted as CSV. */
  readonly field: string;
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
