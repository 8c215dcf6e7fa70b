import { join } from 'node:path';
import type { FileLocks } from '../../cache/fileLock.ts';
import { namesIn } from '../../lib/files/namesIn.ts';
import { removeTree } from '../../lib/files/removeTree.ts';
import { exists } from '../quickFiles.ts';

/** Where spip's own Pythons lie, each in a folder of its name; discovery looks there too. */
export function pythonsFolder(dataDir: string): string {
  return join(dataDir, 'pythons');
}

/** Held while the Python of this name is installed or removed. */
export function pythonKey(label: string): string {
  return `python-${label}`;
}

/** Where a Python is made, and where it goes to be removed: beside its place, on the same file system. */
export function unfinishedFolder(directory: string, label: string): string {
  return join(directory, `.${label}`);
}

/** Names of the installed ones, as `archiveLabel` gives them. */
export function installedLabels(directory: string): readonly string[] {
  return namesIn(directory).filter((name) => !name.startsWith('.'));
}

/** The executable in the folder of a Python; `undefined` where there is none. */
export function executableIn(folder: string): string | undefined {
  return ['python3', 'pypy3'].map((name) => join(folder, 'bin', name)).find(exists);
}

/** Removes what installs and removals left that were killed: nobody holds their locks. */
export async function sweepUnfinished(directory: string, locks: FileLocks): Promise<void> {
  for (const name of namesIn(directory).filter((each) => each.startsWith('.'))) {
    const lock = await locks.tryLock(pythonKey(name.slice(1)));
    try {
      await (lock === undefined ? undefined : removeTree(join(directory, name)));
    } finally {
      lock?.release();
    }
  }
}
