import { accessSync, constants, lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isErrno, isMissing } from '../lib/isErrno.ts';
import { exists, readText } from './quickFiles.ts';
import { messageOf } from '../lib/messageOf.ts';

/** What a path turns out to be. */
export type Followed =
  | {
      readonly kind: 'executable';
      /** Real path, never inside a virtual environment. */
      readonly path: string;
      readonly size: number;
      readonly mtimeMs: number;
    }
  | { readonly kind: 'shim'; readonly path: string }
  | { readonly kind: 'broken'; readonly path: string; readonly reason: string };

/** Follows links and virtual environments to the base executable; starts nothing. */
export function followCandidate(path: string): Followed {
  let current = path;
  // An environment made from an environment made from one is the deepest that anybody has seen.
  for (let depth = 0; depth < 8; depth += 1) {
    const found = inspect(current);
    if (found.kind !== 'executable') {
      return found;
    }
    const config = readVenvConfig(found.path);
    if (config === undefined) {
      return found;
    }
    const base = baseExecutable(config, basename(path));
    if (base === undefined) {
      const reason = 'belongs to a virtual environment whose base Python is missing';
      return { kind: 'broken', path, reason };
    }
    current = base;
  }
  return { kind: 'broken', path, reason: 'belongs to virtual environments that name each other' };
}

function inspect(path: string): Followed {
  try {
    const real = realpathSync.native(path);
    if ([path, real].some((each) => basename(dirname(each)) === 'shims')) {
      return { kind: 'shim', path };
    }
    const status = statSync(real);
    if (!status.isFile()) {
      return { kind: 'broken', path, reason: 'is not a file' };
    }
    accessSync(real, constants.X_OK);
    return { kind: 'executable', path: real, size: status.size, mtimeMs: status.mtimeMs };
  } catch (error) {
    return { kind: 'broken', path, reason: reasonOf(error, path) };
  }
}

function reasonOf(error: unknown, path: string): string {
  if (isMissing(error)) {
    const dangling = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    return dangling ? 'is a link to a missing file' : 'does not exist';
  }
  if (isErrno(error, 'EACCES')) {
    return 'is not executable';
  }
  if (isErrno(error, 'ELOOP')) {
    return 'is a link that leads to itself';
  }
  return isErrno(error, 'ENAMETOOLONG') ? 'has a name that is too long' : messageOf(error);
}

/** `pyvenv.cfg` beside the executable or one folder above it (PEP 405). */
function readVenvConfig(executable: string): ReadonlyMap<string, string> | undefined {
  const folder = dirname(executable);
  const text =
    readText(join(folder, 'pyvenv.cfg')) ?? readText(join(dirname(folder), 'pyvenv.cfg'));
  const lines = text?.split('\n').map((line): readonly [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
  });
  return lines === undefined ? undefined : new Map(lines);
}

function baseExecutable(config: ReadonlyMap<string, string>, name: string): string | undefined {
  const home = config.get('home');
  const version = /^\d+\.\d+/.exec(config.get('version') ?? config.get('version_info') ?? '')?.[0];
  const names = [...(version === undefined ? [] : [`python${version}`]), name, 'python3', 'python'];
  const guesses = [
    config.get('base-executable'),
    config.get('executable'),
    ...(home === undefined ? [] : names.map((each) => join(home, each))),
  ];
  return guesses.find((guess) => guess !== undefined && exists(guess));
}
