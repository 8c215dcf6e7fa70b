import { lstatSync, readdirSync, utimesSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

/**
 * Gives every folder and file of a tree, itself included, one modification time (seconds since 1970): whoever adds,
 * removes, replaces or writes something there later breaks it. Links have none. Nobody else may write there meanwhile.
 */
export async function sealTree(root: string, seconds: number): Promise<void> {
  for await (const { path, modified } of walk(root)) {
    // A file that shares its inode with others must keep its own.
    if (modified !== seconds * 1000) {
      utimesSync(path, seconds, seconds);
    }
  }
}

/** The first path of a tree that does not have the time of its seal; `undefined` if all have. */
export async function brokenSeal(root: string, seconds: number): Promise<string | undefined> {
  for await (const { path, modified } of walk(root)) {
    if (modified !== seconds * 1000) {
      return path;
    }
  }
  return undefined;
}

interface Walked {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Each folder after what it holds; one folder per turn of the event loop. */
async function* walk(folder: string): AsyncGenerator<Walked> {
  await setImmediate();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      yield* walk(path);
    } else if (!entry.isSymbolicLink()) {
      yield { path, modified: lstatSync(path).mtimeMs };
    }
  }
  yield { path: folder, modified: lstatSync(folder).mtimeMs };
}
