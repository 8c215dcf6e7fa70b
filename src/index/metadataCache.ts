import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../lib/writeFileAtomic.ts';
import type { DistFile } from '../model/distFile.ts';
import type { CoreMetadata } from '../pep/metadata.ts';

export interface MetadataCache {
  read(file: DistFile): Promise<CoreMetadata | undefined>;
  write(file: DistFile, metadata: CoreMetadata): Promise<void>;
}

/**
 * Parsed metadata of remote wheels under `<cache>/metadata-v1/`, valid for ever: by the sha256 of the wheel, else by its
 * URL with another digest, the size and upload time on its page. Where the page says none of them, nothing is kept: other bytes may
 * come to the same address.
 */
export function metadataCache(cacheDir: string): MetadataCache {
  const pathOf = (file: DistFile): string | undefined => {
    const key = keyOf(file);
    return key === undefined
      ? undefined
      : join(cacheDir, 'metadata-v1', key.slice(0, 2), `${key}.json`);
  };
  return {
    read: async (file) => {
      const path = pathOf(file);
      if (path === undefined) {
        return undefined;
      }
      try {
        const stored: unknown = JSON.parse(await readFile(path, 'utf8'));
        return isMetadata(stored) ? stored : undefined;
      } catch {
        return undefined;
      }
    },
    write: async (file, metadata) => {
      const path = pathOf(file);
      if (path !== undefined) {
        // A cache that cannot be written does not stop the work.
        await writeFileAtomic(path, JSON.stringify(metadata), { durable: false }).catch(
          () => undefined,
        );
      }
    },
  };
}

function keyOf({ sha256, otherDigest, url, size, uploadTime }: DistFile): string | undefined {
  const known = otherDigest?.hex ?? size ?? uploadTime;
  if (sha256 !== undefined || known === undefined) {
    return sha256;
  }
  return hash(
    'sha256',
    `${url}\n${size ?? ''} ${uploadTime ?? ''} ${otherDigest?.hex ?? ''}\n`,
    'hex',
  );
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
