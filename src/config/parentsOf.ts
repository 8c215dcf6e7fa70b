import { dirname } from 'node:path';

/** The directory itself, its parent, and so on to the root. */
export function parentsOf(directory: string): readonly string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...parentsOf(parent)];
}
