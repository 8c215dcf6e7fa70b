import { join } from 'node:path';
import { extractTree } from '../../archive/extractTree.ts';
import type { FileLocks } from '../../cache/fileLock.ts';
import { lookLockLook } from '../../cache/lookLockLook.ts';
import type { Look } from '../../cache/lookLockLook.ts';
import { publishDirectory } from '../../cache/publish.ts';
import { digestFile } from '../../lib/files/digestFile.ts';
import { diskError } from '../../lib/files/diskError.ts';
import { exists } from '../../lib/files/exists.ts';
import { makeFolder } from '../../lib/files/makeFolder.ts';
import { removeTree } from '../../lib/files/removeTree.ts';
import { SpipError } from '../../lib/spipError.ts';
import { withCleanup } from '../../lib/withCleanup.ts';
import { compileLibrary } from './compileLibrary.ts';
import { correctBuildFiles } from './correctBuildFiles.ts';
import { expectPython } from './expectPython.ts';
import { executableIn, pythonKey, unfinishedFolder } from './installedPythons.ts';
import { archiveLabel } from './pythonArchive.ts';
import type { PythonArchive } from './pythonArchive.ts';

/** A Python that is to be installed. */
export interface WantedPython extends PythonArchive {
  /** Lower-case hex; `undefined`: nobody promises one. */
  readonly sha256: string | undefined;
  /** Where its digest is promised, for messages. */
  readonly promisedBy: string;
  /** Brings the archive to a path that does not exist yet. */
  readonly fetch: (destination: string) => Promise<void>;
}

export interface InstallOptions {
  /** `pythonsFolder`. */
  readonly directory: string;
  /** Of the data directory. */
  readonly locks: FileLocks;
  /** Ends waits for other processes, and what runs. */
  readonly signal: AbortSignal;
}

export interface InstalledPython {
  /** As `archiveLabel` gives it. */
  readonly label: string;
  readonly executable: string;
  /** Whether it was there already, or somebody else has just brought it. */
  readonly wasThere: boolean;
}

/**
 * Installs a Python, once, whoever asks for it: looks, locks, looks again, fetches, checks the digest, unpacks, corrects what it says
 * of its build, starts it, compiles its library, and gives it its place in one step.
 *
 * @throws SpipError `hash-mismatch`, `bad-archive`, `interpreter-broken`, `disk`, `unwritable`, `interrupted`; what the fetch throws
 */
export async function installPython(
  wanted: WantedPython,
  { directory, locks, signal }: InstallOptions,
): Promise<InstalledPython> {
  const label = archiveLabel(wanted);
  const place = join(directory, label);
  const found = (wasThere: boolean): InstalledPython => ({
    label,
    executable: executableIn(place) ?? place,
    wasThere,
  });
  const look = (): Promise<Look<InstalledPython>> =>
    Promise.resolve(
      executableIn(place) === undefined
        ? { state: 'absent' }
        : { state: 'present', value: found(true) },
    );
  const make = async (): Promise<InstalledPython> => {
    try {
      await makePython(wanted, { place, folder: unfinishedFolder(directory, label), signal });
    } catch (error) {
      throw diskError(error, `install Python ${label} in \`${directory}\``);
    }
    return found(false);
  };
  return lookLockLook({ look, make }, (task) => locks.withLock(pythonKey(label), task, { signal }));
}

async function makePython(
  wanted: WantedPython,
  {
    place,
    folder,
    signal,
  }: { readonly place: string; readonly folder: string; readonly signal: AbortSignal },
): Promise<void> {
  const { filename } = wanted;
  // What one left that was killed; and a place without an executable is none.
  await removeTree(folder);
  await removeTree(place);
  makeFolder(folder);
  await withCleanup(
    async () => {
      const path = join(folder, 'archive');
      await wanted.fetch(path);
      await checkDigest(path, wanted);
      const tree = await extractTree({ path, filename, destination: join(folder, 'tree') });
      const executable = executableIn(tree);
      if (executable === undefined) {
        throw broken(filename, 'has no `bin/python3` or `bin/pypy3`');
      }
      await correctBuildFiles(tree, place);
      await expectPython(executable, wanted, signal);
      await compileLibrary(executable, signal);
      signal.throwIfAborted();
      await publishDirectory(tree, place);
    },
    () => (exists(folder) ? removeTree(folder) : Promise.resolve()),
  );
}

async function checkDigest(
  path: string,
  { sha256, filename, promisedBy }: WantedPython,
): Promise<void> {
  const actual = await digestFile(path);
  if (sha256 !== undefined && sha256 !== actual) {
    throw new SpipError(
      'hash-mismatch',
      `Expected sha256 \`${sha256}\` for \`${filename}\`, as \`${promisedBy}\` promises, but its bytes have \`${actual}\``,
      {
        hint: 'the mirror or a proxy in between serves other bytes than its makers: nothing of it was unpacked',
      },
    );
  }
}

function broken(filename: string, reason: string): SpipError {
  return new SpipError(
    'interpreter-broken',
    `Failed to use the Python in \`${filename}\`: it ${reason}`,
  );
}
