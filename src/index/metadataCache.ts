import { hash } from 'node:crypto';
import { fileBucket } from '../cache/fileBucket.ts';
import type { FileBucketOptions } from '../cache/fileBucket.ts';
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
 * Parsed metadata of remote wheels, and the names of their modules, in the cache, valid for ever: by the sha256 of the wheel, else by its
 * URL with another digest, the size and upload time on its page. Where the page says none of them, nothing is kept: other bytes may
 * come to the same address.
 */
export function metadataCache(options: FileBucketOptions): MetadataCache {
  const bucket = fileBucket('metadata', options);
  const read = async (file: DistFile, suffix: string): Promise<unknown> => {
    const key = keyOf(file);
    return key === undefined
      ? undefined
      : await bucket.read(`${key}${suffix}`, (bytes): unknown => JSON.parse(bytes.toString()));
  };
  const write = async (file: DistFile, suffix: string, value: unknown): Promise<void> => {
    const key = keyOf(file);
    if (key !== undefined) {
      await bucket.write(`${key}${suffix}`, JSON.stringify(value));
    }
  };
  return {
    read: async (file) => {
      const stored = await read(file, metadataSuffix);
      return isMetadata(stored) ? stored : undefined;
    },
    write: (file, metadata) => write(file, metadataSuffix, metadata),
    readModules: async (file) => {
      const stored = await read(file, modulesSuffix);
      return isModules(stored) ? stored.modules : undefined;
    },
    writeModules: async (file, modules) => {
      const { name, version } = parseWheelFilename(file.filename);
      await write(file, modulesSuffix, { name, version: formatVersion(version), modules });
    },
  };
}

const metadataSuffix = '.json';
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
