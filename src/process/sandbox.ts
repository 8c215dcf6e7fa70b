/** A sandbox that was tried and works here. */
export interface Sandbox {
  /** Absolute path of `bwrap`. */
  readonly bwrap: string;
  /** Arguments that show the system's own files, the same for every cell. */
  readonly systemArgs: readonly string[];
}

/** Where a cell's folder lies inside the sandbox: short, because socket paths end at 107 bytes. */
export const sandboxCell = '/cell';
