import { lstatSync, readdirSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { isErrno, isMissing } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Places } from '../model/settings.ts';

interface Person {
  readonly uid: number;
  readonly gid: number;
}

interface Owned extends Person {
  readonly mode: number;
}

interface Place {
  readonly name: 'cache' | 'data';
  readonly path: string;
}

/**
 * Refuses places that somebody else owns or may write to, as ssh does with its own, and what somebody else has left in
 * them: who can change them decides what runs later. What this process makes from here on nobody else may write to
 * either. A cache that a group shares (`--shared-cache`) is left as it is, the data directory never.
 *
 * @throws SpipError `invalid-settings`
 */
export function guardPlaces({ cacheDir, dataDir }: Places, { shared }: { shared: boolean }): void {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  if (uid === undefined || gid === undefined) {
    return;
  }
  if (!shared) {
    process.umask(process.umask() | 0o022);
    expectOwn({ name: 'cache', path: cacheDir }, { uid, gid });
  }
  expectOwn({ name: 'data', path: dataDir }, { uid, gid });
}

function expectOwn(place: Place, person: Person): void {
  const { path } = place;
  const stats = unlessMissing(() => statSync(path));
  if (stats === undefined) {
    return;
  }
  const problem = problemOf(stats, person);
  if (problem !== undefined) {
    throw refusal(place, `${problem} it`, '`chmod 700` makes it so where you own it');
  }
  for (const name of unlessMissing(() => readdirSync(path)) ?? []) {
    const inner = join(path, name);
    const found = unlessMissing(() => lstatSync(inner));
    const innerProblem = found && problemOf(within(stats, found), person);
    if (innerProblem !== undefined) {
      const hint = `remove \`${inner}\` if you do not know how it came there`;
      throw refusal(place, `${innerProblem} \`${name}\` in it`, hint);
    }
  }
}

/** What lies in a folder; its mode says only what holds for those who may enter the folder. */
function within({ mode: around }: Stats, stats: Stats): Owned {
  const { uid, gid } = stats;
  const byAll = (around & 0o001) === 0 ? 0 : 0o002;
  const byGroup = (around & 0o011) === 0 ? 0 : 0o020;
  // Modes of links mean nothing.
  const mode = stats.isSymbolicLink() ? 0 : stats.mode & (0o7755 | byAll | byGroup);
  return { uid, gid, mode };
}

/** Who may change it, as the start of a sentence that names it. */
function problemOf({ uid, gid, mode }: Owned, person: Person): string | undefined {
  // The administrator can do everything anyway.
  if (uid !== person.uid && uid !== 0) {
    return `user ${uid} owns`;
  }
  const shown = `(mode ${(mode & 0o7777).toString(8).padStart(4, '0')}) can write to`;
  if ((mode & 0o002) !== 0) {
    return `everybody ${shown}`;
  }
  // A group that is named and numbered as its user is his own.
  const isOwnGroup = gid === person.gid && person.gid === person.uid;
  return (mode & 0o020) !== 0 && !isOwnGroup ? `group ${gid} ${shown}` : undefined;
}

function refusal({ name, path }: Place, problem: string, hint: string): SpipError {
  const others = `else choose another one with \`--${name}-dir\` or \`SPIP_${name.toUpperCase()}_DIR\``;
  const trust =
    name === 'cache' ? ', or pass `--shared-cache` if you trust all who can write there' : '';
  return new SpipError(
    'invalid-settings',
    `Expected the ${name} directory \`${path}\` to be yours alone, but ${problem}`,
    { hint: `${hint}; ${others}${trust}` },
  );
}

function unlessMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    // What cannot be looked at is told by whoever uses it.
    if (isMissing(error) || isErrno(error, 'EACCES', 'ELOOP', 'ENAMETOOLONG')) {
      return undefined;
    }
    throw error;
  }
}
