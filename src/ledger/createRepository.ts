import { randomBytes } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import { appendFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { lookLockLook, lookOf } from '../cache/lookLockLook.ts';
import type { Look } from '../cache/lookLockLook.ts';
import { noSpace } from '../lib/files/diskError.ts';
import { makeFolder } from '../lib/files/makeFolder.ts';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';
import { wantsRoom } from '../lib/files/wantsRoom.ts';
import { checkGit } from './checkGit.ts';
import type { LedgerLocks } from './ledgerLocks.ts';
import { setLedgerAside } from './repairLedger.ts';
import type { GitPlace } from './runGit.ts';
import { runGit } from './runGit.ts';
import { hasHead, ledgerConfig, restoreSkeleton } from './skeleton.ts';

/**
 * Makes the bare repository unless it is there. It appears complete, by a rename, so that two processes cannot tear it. One
 * that lacks its HEAD is mended, and what is no folder set aside: `onRepair` is told.
 *
 * @throws SpipError `git-missing`, `unwritable`, `disk`, `git`
 */
export async function createRepository(
  place: GitPlace,
  locks: LedgerLocks,
  onRepair: (text: string) => void,
): Promise<void> {
  const { directory } = place;
  const parent = dirname(directory);
  const look = (): Promise<Look<string>> =>
    Promise.resolve(lookOf(hasHead(directory) ? directory : undefined));
  const make = async (): Promise<string> => {
    await removeUnfinished(parent, unfinishedPrefix(directory));
    const found = statSync(directory, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) {
      await restoreSkeleton(directory);
      onRepair(`The ledger \`${directory}\` had lost its HEAD, which was put back`);
      return directory;
    }
    if (lstatSync(directory, { throwIfNoEntry: false }) !== undefined) {
      await setLedgerAside(directory, directory);
      onRepair(`\`${directory}\` was no folder: it was set aside and the ledger made again`);
    }
    await initialise(place);
    return directory;
  };
  await lookLockLook({ look, make }, async (task) => {
    await checkGit(place);
    makeParent(parent);
    return await locks.withLock('ledger-init', task);
  });
}

function makeParent(parent: string): void {
  try {
    makeFolder(parent);
  } catch (error) {
    throw new SpipError('unwritable', `Failed to make the data directory: \`${parent}\``, {
      hint: 'choose another place with `--data-dir` or `SPIP_DATA_DIR`',
      cause: error,
    });
  }
}

async function initialise(place: GitPlace): Promise<void> {
  const parent = dirname(place.directory);
  const unfinished = join(
    parent,
    `${unfinishedPrefix(place.directory)}${randomBytes(8).toString('hex')}`,
  );
  try {
    await mkdir(unfinished);
    await runGit(['init', '--quiet', '--bare', '--object-format=sha1', '--template='], {
      ...place,
      directory: unfinished,
    });
    await appendFile(join(unfinished, 'config'), ledgerConfig);
    await rename(unfinished, place.directory);
  } catch (error) {
    // Git does not always say it.
    const full = wantsRoom(error, parent);
    await rm(unfinished, { recursive: true, force: true });
    if (full) {
      throw noSpace(error, `make the ledger \`${place.directory}\``);
    }
    if (isErrno(error, 'EACCES', 'EROFS', 'EPERM')) {
      throw new SpipError('unwritable', `Failed to write in the data directory: \`${parent}\``, {
        hint: 'choose another place with `--data-dir` or `SPIP_DATA_DIR`',
        cause: error,
      });
    }
    throw error;
  }
}

// Whoever holds the lock knows that what lies here was left by a process that died.
async function removeUnfinished(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

function unfinishedPrefix(directory: string): string {
  return `${basename(directory)}.new-`;
}
