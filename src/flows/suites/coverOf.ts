/**
 * The fewest paths of a tree that stand for exactly these of its files: a folder for all that lies in it. The root itself
 * is never one of them.
 */
export function coverOf(wanted: readonly string[], all: readonly string[]): readonly string[] {
  const unwanted = new Set(all);
  wanted.forEach((path) => unwanted.delete(path));
  const broken = new Set([...unwanted].flatMap(foldersAbove));
  const cover = wanted.map(
    (path) => foldersAbove(path).find((folder) => !broken.has(folder)) ?? path,
  );
  return [...new Set(cover)];
}

/** From the outermost inwards, without the root. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
