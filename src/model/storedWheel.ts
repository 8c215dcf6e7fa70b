/** One file of an unpacked wheel. */
export interface StoredFile {
  /** Path inside the wheel, POSIX separators. */
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly size: number;
  readonly executable: boolean;
}

export interface EntryPoint {
  readonly name: string;
  readonly module: string;
  /** Dotted attribute inside the module, for example `main` or `Cli.run`. */
  readonly attribute: string;
}

/** Something odd that does not stop the work; `paths` may be empty. */
export interface Note {
  readonly code: string;
  readonly text: string;
  readonly paths: readonly string[];
}

/** A wheel in the store: verified and unpacked once, read-only, shared by all cells. */
export interface StoredWheel {
  /** Lower-case hex sha256 of the wheel file: its identity in the store. */
  readonly sha256: string;
  readonly filename: string;
  readonly name: string;
  readonly version: string;
  /** Absolute directory in which `files` lie. */
  readonly root: string;
  /** Everything but RECORD and signatures, sorted by path. */
  readonly files: readonly StoredFile[];
  /** For example `colorama-0.4.6.dist-info`. */
  readonly distInfo: string;
  readonly rootIsPurelib: boolean;
  readonly consoleScripts: readonly EntryPoint[];
  readonly guiScripts: readonly EntryPoint[];
  readonly notes: readonly Note[];
}
