import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../lib/writeFileAtomic.ts';
import type { DistFile } from '../model/distFile.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { formatVersion } from '../pep/version.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';

export interface MetadataCache {
  read(file: DistFile): Promise<CoreMetadata | undefined>;
  write(file: DistFile, metadata: CoreMetadata): Promise<void>;
  readModules(file: DistFile): Promise<readonly string[] | undefined>;
  writeModules(file: DistFile, modules: readonly string[]): Promise<void>;
}

/**
 * Parsed metadata of remote wheels, and the names of their modules, under `<cache>/metadata-v1/`, valid for ever: by the sha256 of the wheel, else by its
 * URL with another digest, the size and upload time on its page. Where the page says none of them, nothing is kept: other bytes may
 * come to the same address.
 */
export function metadataCache(cacheDir: string, temporary?: string): MetadataCache {
  const pathOf = (file: DistFile, suffix: string): string | undefined => {
    const key = keyOf(file);
    return key === undefined
      ? undefined
      : join(cacheDir, 'metadata-v1', key.slice(0, 2), `${key}${suffix}`);
  };
  const read = async (path: string | undefined): Promise<unknown> => {
    try {
      return path === undefined ? undefined : JSON.parse(await readFile(path, 'utf8'));
    } catch {
      return undefined;
    }
  };
  const write = async (path: string | undefined, value: unknown): Promise<void> => {
    if (path !== undefined) {
      // A cache that cannot be written does not stop the work.
      const how = { durable: false, temporary };
      await writeFileAtomic(path, JSON.stringify(value), how).catch(() => undefined);
    }
  };
  return {
    read: async (file) => {
      const stored = await read(pathOf(file, '.json'));
      return isMetadata(stored) ? stored : undefined;
    },
    write: async (file, metadata) => {
      await write(pathOf(file, '.json'), metadata);
    },
    readModules: async (file) => {
      const stored = await read(pathOf(file, modulesSuffix));
      return isModules(stored) ? stored.modules : undefined;
    },
    writeModules: async (file, modules) => {
      const { name, version } = parseWheelFilename(file.filename);
      await write(pathOf(file, modulesSuffix), { name, version: formatVersion(version), modules });
    },
  };
}

const modulesSuffix = '.modules.json';

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

function isModules(value: unknown): value is { readonly modules: readonly string[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'modules' in value &&
    Array.isArray(value.modules) &&
    value.modules.every((module) => typeof module === 'string')
  );
}
