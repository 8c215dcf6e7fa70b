import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { areStrings } from '../lib/tomlTable.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

/** What a lock's holder waits for: another lock, and the names of the works on the way there. */
export interface LockWait {
  readonly key: string;
  readonly names: readonly string[];
}

/** Who holds a lock, for people that wait for it. */
export interface LockHolder {
  readonly pid: number;
  readonly command: string;
  readonly host: string;
  /** ISO 8601, UTC: since when. */
  readonly since: string;
  /** Locks of other processes that the holder waits for. */
  readonly waits?: readonly LockWait[] | undefined;
}

export function thisHolder(): LockHolder {
  const [, script = 'node', ...args] = process.argv;
  return {
    pid: process.pid,
    command: [basename(script), ...args.slice(0, 2).map(showUrl)].join(' ').slice(0, 100),
    host: hostname(),
    since: new Date().toISOString(),
  };
}

/** More than a name takes, so that each holder overwrites all of the one before. */
const nameBytes = 2048;

/** The name lies beside the lock, never in it: opening a held lock file would free it. */
export function writeHolder(path: string, waits: readonly LockWait[] = []): void {
  try {
    // Not truncated first: ext4 writes a file that was emptied and filled again to the disk when it is closed.
    const file = openSync(path, constants.O_CREAT | constants.O_WRONLY, 0o600);
    try {
      const holder = waits.length === 0 ? thisHolder() : { ...thisHolder(), waits };
      const text = JSON.stringify(holder).padEnd(nameBytes);
      writeSync(file, Buffer.byteLength(text) > nameBytes ? ' '.repeat(nameBytes) : text);
    } finally {
      closeSync(file);
    }
  } catch {
    // A courtesy to those who wait: without it they wait for somebody unnamed.
  }
}

/** `undefined` where nobody left a name, or half of one. */
export function readHolder(path: string): LockHolder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is LockHolder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'command' in value &&
    typeof value.command === 'string' &&
    'host' in value &&
    typeof value.host === 'string' &&
    'since' in value &&
    typeof value.since === 'string' &&
    (!('waits' in value) || (Array.isArray(value.waits) && value.waits.every(isWait)))
  );
}

function isWait(value: unknown): value is LockWait {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    typeof value.key === 'string' &&
    'names' in value &&
    areStrings(value.names)
  );
}
