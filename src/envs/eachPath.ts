import { setImmediate } from 'node:timers/promises';
import { asDiskError } from '../lib/files/diskError.ts';

// Files per turn of the event loop: about 10 ms of linking, so that signals and other cells are served in between.
const turn = 256;

/**
 * Does some synchronous work for each path below a prefix, in turns of the event loop.
 *
 * @throws SpipError `disk`: names the path that could not be written.
 */
export async function eachPath<T extends { readonly path: string }>(
  prefix: string,
  items: readonly T[],
  work: (item: T, target: string) => void,
): Promise<void> {
  for (let start = 0; start < items.length; start += turn) {
    if (start > 0) {
      await setImmediate();
    }
    for (const item of items.slice(start, start + turn)) {
      guard(`${prefix}/${item.path}`, (target) => work(item, target));
    }
  }
}

function guard(path: string, work: (path: string) => void): void {
  try {
    work(path);
  } catch (error) {
    throw asDiskError(error, `write the environment: \`${path}\``);
  }
}

/** Folders of the files, each after the one it lies in. */
export function foldersOf(files: readonly { readonly path: string }[]): readonly string[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    let end = path.lastIndexOf('/');
    while (end > 0 && !folders.has(path.slice(0, end))) {
      folders.add(path.slice(0, end));
      end = path.lastIndexOf('/', end - 1);
    }
  }
  return [...folders].toSorted();
}
