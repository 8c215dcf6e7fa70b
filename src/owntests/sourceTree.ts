/** The files of an unpacked sdist, whatever holds them. */
export interface SourceTree {
  /** Paths below its root, POSIX separators, sorted; folders are not among them. */
  readonly files: readonly string[];
  /** The text of a file; `undefined` where there is none, or none that can be read. */
  read(path: string): string | undefined;
}
