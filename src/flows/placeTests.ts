import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
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

/** Copies the user's tests into the cell's working folder and says what to run there. */
export async function placeTests(
  { script, command, tests }: CustomRequest,
  folders: CellFolders,
): Promise<CustomTest | undefined> {
  const copies = await Promise.all(
    tests.map(async (path) => {
      const copy = join(folders.cwd, basename(path));
      await cp(path, copy, { recursive: true, verbatimSymlinks: true });
      return copy;
    }),
  );
  if (script !== undefined) {
    return { kind: 'script', path: script };
  }
  if (command === undefined) {
    return undefined;
  }
  const [only] = copies;
  const place = copies.length === 1 && only !== undefined ? basename(only) : '.';
  return { kind: 'command', text: command, tests: place };
}
