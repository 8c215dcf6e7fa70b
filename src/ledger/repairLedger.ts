import { hash, randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { namesIn } from '../lib/files/namesIn.ts';
import { removeTree } from '../lib/files/removeTree.ts';
import { SpipError } from '../lib/spipError.ts';
import { environmentRefs } from './refs.ts';
import type { GitPlace } from './runGit.ts';
import { runGit } from './runGit.ts';
import { restoreSkeleton } from './skeleton.ts';
import { readEntries } from './worktreeEntries.ts';

const unpack = promisify<Uint8Array, Buffer>(inflate);

/**
 * Mends a ledger in which git fails: what is damaged is set aside, what needs it is forgotten, and whoever needs that
 * makes it again. The caller sees to it that no run lives.
 *
 * @returns what was done, for people; `undefined` where no damage was found
 */
export async function repairLedger(git: GitPlace): Promise<string | undefined> {
  const { directory } = git;
  const done: string[] = [];
  if (!(await works(git, ['rev-parse', '--git-dir']))) {
    await restoreSkeleton(directory);
    done.push('put back its HEAD and settings');
  }
  const files = await setAsideDamaged(git);
  if (files > 0) {
    done.push(`set ${files} of its files aside in \`${quarantineOf(directory)}\``);
  }
  const forgotten = await forgetRefs(git);
  if (forgotten > 0) {
    done.push(`forgot ${forgotten} environments, which runs that need them make again`);
  }
  return done.length === 0 ? undefined : `The ledger was damaged: ${done.join('; ')}`;
}

/** Moves something of the data directory out of everybody's way. */
export async function setLedgerAside(path: string, directory: string): Promise<void> {
  const away = join(quarantineOf(directory), `${randomBytes(6).toString('hex')}-${basename(path)}`);
  await mkdir(dirname(away), { recursive: true });
  await rename(path, away);
}

function quarantineOf(directory: string): string {
  return join(dirname(directory), 'quarantine');
}

async function works(git: GitPlace, args: readonly string[]): Promise<boolean> {
  try {
    await runGit(args, git);
    return true;
  } catch (error) {
    if (error instanceof SpipError && error.code === 'git') {
      return false;
    }
    throw error;
  }
}

/** Objects whose contents are not what their names say, packs that git cannot read, and unreadable `packed-refs`. */
async function setAsideDamaged(git: GitPlace): Promise<number> {
  const { directory } = git;
  const objects = join(directory, 'objects');
  const damaged: string[] = [];
  for (const spread of namesIn(objects).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const name of namesIn(join(objects, spread))) {
      const path = join(objects, spread, name);
      if (!(await isObject(path, `${spread}${name}`))) {
        damaged.push(path);
      }
    }
  }
  const packs = join(objects, 'pack');
  const names = namesIn(packs);
  for (const pack of new Set(names.map((name) => name.replace(/\.[a-z]+$/, '')))) {
    if (!(await works(git, ['verify-pack', join(packs, `${pack}.idx`)]))) {
      damaged.push(
        ...names.filter((name) => name.startsWith(`${pack}.`)).map((name) => join(packs, name)),
      );
    }
  }
  if (!(await works(git, ['for-each-ref']))) {
    damaged.push(join(directory, 'packed-refs'));
  }
  const found = damaged.filter((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
  for (const path of found) {
    await setLedgerAside(path, directory);
  }
  return found.length;
}

async function isObject(path: string, id: string): Promise<boolean> {
  try {
    return hash('sha1', await unpack(await readFile(path)), 'hex') === id;
  } catch {
    return false;
  }
}

/** Removes refs and worktrees that say nothing, and those whose commits are no longer whole. */
async function forgetRefs(git: GitPlace): Promise<number> {
  const { directory } = git;
  let environments = 0;
  for (const name of refNames(join(directory, 'refs'), 'refs')) {
    const text = await readFile(join(directory, name), 'utf8').catch(() => '');
    const id = /^([0-9a-f]{40})\n$/.exec(text)?.[1];
    if (!(await isWhole(git, id))) {
      await removeTree(join(directory, name));
      environments += name.startsWith(environmentRefs) ? 1 : 0;
    }
  }
  for (const { path, commit } of await readEntries(directory)) {
    if (!(await isWhole(git, commit))) {
      await removeTree(path);
    }
  }
  return environments;
}

/** Whether a commit is there with all that it needs. */
async function isWhole(git: GitPlace, commit: string | undefined): Promise<boolean> {
  return commit !== undefined && (await works(git, ['rev-list', '--objects', '--quiet', commit]));
}

function refNames(folder: string, name: string): readonly string[] {
  return namesIn(folder).flatMap((entry) => {
    const path = join(folder, entry);
    return lstatSync(path).isDirectory()
      ? refNames(path, `${name}/${entry}`)
      : [`${name}/${entry}`];
  });
}
