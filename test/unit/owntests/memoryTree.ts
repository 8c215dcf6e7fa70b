import type { SourceTree } from '../../../src/owntests/sourceTree.ts';

/** A source tree from an object literal: texts by path. */
export function memoryTree(files: Readonly<Record<string, string>>): SourceTree {
  return { files: Object.keys(files).toSorted(), read: (path) => files[path] };
}
