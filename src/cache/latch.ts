import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isErrno } from '../lib/isErrno.ts';
import { identifyProcess, processState } from '../lib/processIdentity.ts';
import type { ProcessIdentity } from '../lib/processIdentity.ts';
import { sqliteResult } from '../lib/sqliteResult.ts';
import { hasNoLinks } from './placeFile.ts';

/** One lock file: taken or not, without waiting. */
export interface Latch {
  /** Whether it is ours now. */
  tryTake(): boolean;
  drop(): void;
  /** Frees what it needs; only when it is not taken. */
  close(): void;
}

/** The file system of the lock file has no kernel locks. */
export class LocksUnsupported extends Error {}

/**
 * A kernel lock through SQLite: an exclusive transaction holds POSIX locks on the file, which the kernel frees when
 * the process ends in any way. Nothing is ever written, so the file stays empty and needs no recovery.
 */
export function kernelLatch(path: string): Latch {
  const database = new DatabaseSync(path, { timeout: 0 });
  return {
    tryTake() {
      try {
        database.exec('BEGIN EXCLUSIVE');
        return true;
      } catch (error) {
        const result = sqliteResult(error);
        if (result === 'busy') {
          return false;
        }
        throw result === 'io-error' ? new LocksUnsupported(path, { cause: error }) : error;
      }
    },
    drop: () => database.exec('ROLLBACK'),
    close: () => database.close(),
  };
}

/** A taker that takes longer than this to replace a dead holder has died itself. */
const takeoverMilliseconds = 10_000;

/**
 * The fallback where the file system has no kernel locks: a file that exists while the lock is held and names the
 * holder. It is taken over when its holder is known to be dead; a holder on another machine counts as alive.
 */
export function fileLatch(path: string, makeLink: MakeLink = linkSync): Latch {
  const held = `${path}.held`;
  return {
    tryTake: () => create(held, makeLink) || takeOver(held, makeLink),
    drop: () => rmSync(held, { force: true }),
    close: () => undefined,
  };
}

type MakeLink = (from: string, to: string) => void;

/** Creates the file with its whole content, or not at all; without hard links a kill may leave it without. */
function create(path: string, makeLink: MakeLink): boolean {
  const temporary = `${path}.${randomBytes(8).toString('hex')}`;
  const content = JSON.stringify(identifyProcess(process.pid));
  writeFileSync(temporary, content);
  try {
    makeLink(temporary, path);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) {
      return false;
    }
    if (hasNoLinks(error)) {
      return createInPlace(path, content);
    }
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function createInPlace(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) {
      return false;
    }
    throw error;
  }
}

function takeOver(held: string, makeLink: MakeLink): boolean {
  if (!holderIsDead(held)) {
    return false;
  }
  // One taker at a time, else the second would remove the lock of the first.
  const takeover = `${held}.takeover`;
  if (!create(takeover, makeLink)) {
    removeStale(takeover);
    return false;
  }
  try {
    if (holderIsDead(held)) {
      rmSync(held, { force: true });
      return create(held, makeLink);
    }
    return false;
  } finally {
    rmSync(takeover, { force: true });
  }
}

function holderIsDead(held: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(held, 'utf8'));
    return isIdentity(value) && processState(value) === 'dead';
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return false;
    }
    if (error instanceof SyntaxError) {
      return isStale(held);
    }
    throw error;
  }
}

function removeStale(takeover: string): void {
  if (isStale(takeover)) {
    rmSync(takeover, { force: true });
  }
}

function isStale(path: string): boolean {
  const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return since !== undefined && Date.now() - since > takeoverMilliseconds;
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'startTime' in value &&
    typeof value.startTime === 'string' &&
    'bootId' in value &&
    typeof value.bootId === 'string'
  );
}
