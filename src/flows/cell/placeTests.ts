import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CellFolders } from '../../process/isolation/cellFolders.ts';
import type { CustomTest } from '../../testrun/testPlan.ts';

/** What the user wants to run in each cell besides the imports. */
export interface CustomRequest {
  /** Absolute path of a script. */
  readonly script: string | undefined;
  readonly command: string | undefined;
  /** Absolute paths of files and folders that are copied into each cell. */
  readonly tests: readonly string[];
}

/** Copies the user's script and tests into the cell's working folder and says what to run there. */
export async function placeTests(
  { script, command, tests }: CustomRequest,
  folders: CellFolders,
): Promise<CustomTest | undefined> {
  const copy = async (path: string): Promise<string> => {
    const name = basename(path);
    await cp(path, join(folders.cwd, name), { recursive: true, verbatimSymlinks: true });
    return name;
  };
  const copies = await Promise.all(tests.map(copy));
  if (script !== undefined) {
    // Python looks for modules beside a script first: where the user has it, a checkout may hide the release.
    return { kind: 'script', path: await copy(script) };
  }
  if (command === undefined) {
    return undefined;
  }
  const [only] = copies;
  const place = copies.length === 1 && only !== undefined ? only : '.';
  return { kind: 'command', text: command, tests: place };
}
