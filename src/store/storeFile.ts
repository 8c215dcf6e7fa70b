import { closeSync, fchmodSync, futimesSync, openSync, writeSync } from 'node:fs';

/**
 * The one modification time of all files in the store, in seconds: 2000-01-01 UTC. Byte-code names the time of its
 * source, so it must be equal on every machine; Python's zipfile refuses times before 1980.
 */
export const storeMtime = 946_684_800;

/**
 * Writes a new read-only file of the store. Synchronous: of a wheel's many small files each costs less than the way
 * through the thread pool and back.
 */
export function writeStoreFile(path: string, pieces: Uint8Array, executable: boolean): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeAll(file, pieces);
    sealStoreFile(file, executable);
  } finally {
    closeSync(file);
  }
}

/** Writes all bytes: one call may write fewer. */
export function writeAll(file: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) {
    done += writeSync(file, bytes, done);
  }
}

/** Gives an open file the mode (whatever the umask) and time that every file of the store has. */
export function sealStoreFile(file: number, executable: boolean): void {
  fchmodSync(file, executable ? 0o555 : 0o444);
  futimesSync(file, storeMtime, storeMtime);
}
