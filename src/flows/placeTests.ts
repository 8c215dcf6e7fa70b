import { cp } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { existsSync } from 'node:fs';
import type { CellFolders } from '../process/sandboxArgv.ts';
import type { CustomTest } from '../testrun/testPlan.ts';

/** What the user wants to run in each cell besides the imports. */
export interface CustomRequest {
  /** Absolute path of a script. */
  readonly script: string | undefined;
  readonly command: string | undefined;
  /** Absolute paths of files and folders that are copied into each cell. */
  readonly tests: readonly string[];
}

export interface PlacedTests {
  readonly test: CustomTest | undefined;
  /** Paths of this machine that the cell may read. */
  readonly readOnly: readonly string[];
}

/** Copies the user's tests into the cell's working folder and says what to run there. */
export async function placeTests(
  { script, command, tests }: CustomRequest,
  folders: CellFolders,
): Promise<PlacedTests> {
  const copies = await Promise.all(
    tests.map(async (path) => {
      const copy = join(folders.cwd, basename(path));
      await cp(path, copy, { recursive: true, verbatimSymlinks: true });
      return copy;
    }),
  );
  if (script !== undefined) {
    return { test: { kind: 'script', path: script }, readOnly: [] };
  }
  if (command === undefined) {
    return { test: undefined, readOnly: [] };
  }
  const [only] = copies;
  const place = copies.length === 1 && only !== undefined ? basename(only) : '.';
  return {
    test: { kind: 'command', text: command, tests: place },
    readOnly: namedPaths(command),
  };
}

/** Absolute paths that the command names and that exist: the cell sees them, read-only. */
function namedPaths(command: string): readonly string[] {
  return command
    .split(/[\s'"=;|&<>()]+/)
    .filter((word) => isAbsolute(word) && word !== '/' && existsSync(word));
}
