import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the list lies when no path is given. */
export const defaultList = join(import.meta.dirname, '../../shared/data/top-packages.tsv');

/** Names of the most downloaded packages, the first ones first: lines of rank, tab, name; `#` begins a comment. */
export async function topPackages(path: string, count: number): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`Failed to read the list of packages: ${path}`, { cause: error });
  });
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t')[1]?.trim() ?? '')
    .filter((name) => name !== '')
    .slice(0, count);
}
