import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../lib/writeFileAtomic.ts';
import type { DistFile } from '../model/distFile.ts';
import type { Freshness } from './freshness.ts';
import { packFiles, unpackFiles } from './packFiles.ts';
import type { PackedFiles } from './packFiles.ts';

/** A page as it was read, or that there was none. */
export interface StoredPage {
  readonly freshness: Freshness;
  /** What identifies the state of a local page (size and time of change); '' for remote ones. */
  readonly state: string;
  readonly page:
    | { readonly files: readonly DistFile[]; readonly warnings: readonly string[] }
    | 'missing';
}

export interface PageCache {
  /** `undefined` if there is none, or if it is damaged. */
  read(index: string, name: string): Promise<StoredPage | undefined>;
  /** A cache that cannot be written does not stop the work. */
  write(index: string, name: string, stored: StoredPage): Promise<void>;
}

interface PageFile {
  readonly freshness: Freshness;
  readonly state: string;
  readonly files: PackedFiles | undefined;
  readonly warnings: readonly string[];
}

/** Parsed pages under `<cache>/index-v1/<index>/<name>.json`, so that a warm run parses no page again. */
export function pageCache(cacheDir: string): PageCache {
  const pathOf = (index: string, name: string): string => {
    const key = createHash('sha256').update(index).digest('hex').slice(0, 16);
    return join(cacheDir, 'index-v1', key, `${name}.json`);
  };
  return {
    read: async (index, name) => {
      try {
        const stored = JSON.parse(await readFile(pathOf(index, name), 'utf8')) as PageFile;
        const { freshness, state, files, warnings } = stored;
        return {
          freshness,
          state,
          page: files === undefined ? 'missing' : { files: unpackFiles(files, index), warnings },
        };
      } catch {
        return undefined;
      }
    },
    write: async (index, name, { freshness, state, page }) => {
      const stored: PageFile = {
        freshness,
        state,
        files: page === 'missing' ? undefined : packFiles(page.files),
        warnings: page === 'missing' ? [] : page.warnings,
      };
      const path = pathOf(index, name);
      await writeFileAtomic(path, JSON.stringify(stored), { durable: false }).catch(
        () => undefined,
      );
    },
  };
}
