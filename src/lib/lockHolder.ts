import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename } from 'node:path';

/** Who holds a lock, for people that wait for it. */
export interface LockHolder {
  readonly pid: number;
  readonly command: string;
  readonly host: string;
  /** ISO 8601, UTC: since when. */
  readonly since: string;
}

export function thisHolder(): LockHolder {
  const [, script = 'node', ...args] = process.argv;
  return {
    pid: process.pid,
    command: [basename(script), ...args.slice(0, 2)].join(' '),
    host: hostname(),
    since: new Date().toISOString(),
  };
}

/** The name lies beside the lock, never in it: opening a held lock file would free it. */
export function writeHolder(path: string): void {
  try {
    writeFileSync(path, JSON.stringify(thisHolder()));
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
    typeof value.since === 'string'
  );
}
