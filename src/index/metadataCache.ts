import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../lib/writeFileAtomic.ts';
import type { DistFile } from '../model/distFile.ts';
import type { CoreMetadata } from '../pep/metadata.ts';

export interface MetadataCache {
  read(file: DistFile): Promise<CoreMetadata | undefined>;
  write(file: DistFile, metadata: CoreMetadata): Promise<void>;
}

/** Parsed metadata of remote wheels under `<cache>/metadata-v1/`, by the digest of the wheel, else by its URL: valid for ever. */
export function metadataCache(cacheDir: string): MetadataCache {
  const pathOf = (file: DistFile): string => {
    const key = file.sha256 ?? createHash('sha256').update(file.url).digest('hex');
    return join(cacheDir, 'metadata-v1', key.slice(0, 2), `${key}.json`);
  };
  return {
    read: async (file) => {
      try {
        const stored: unknown = JSON.parse(await readFile(pathOf(file), 'utf8'));
        return isMetadata(stored) ? stored : undefined;
      } catch {
        return undefined;
      }
    },
    // A cache that cannot be written does not stop the work.
    write: async (file, metadata) => {
      await writeFileAtomic(pathOf(file), JSON.stringify(metadata), { durable: false }).catch(
        () => undefined,
      );
    },
  };
}

/** JSON leaves out members that are `undefined`: those are optional anyway. */
function isMetadata(value: unknown): value is CoreMetadata {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'version' in value &&
    'requiresDist' in value
  );
}
