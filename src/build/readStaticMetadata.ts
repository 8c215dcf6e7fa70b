import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseMetadata } from '../pep/metadata.ts';
import type { CoreMetadata } from '../pep/metadata.ts';

const decisive: ReadonlySet<string> = new Set([
  'requires-dist',
  'provides-extra',
  'requires-python',
  'version',
]);

/**
 * The metadata of an unpacked sdist, where it holds for every wheel built from it (PEP 643): PKG-INFO of 2.2 or
 * newer that leaves none of the fields that matter to the build. `undefined`: only a build can tell.
 */
export async function readStaticMetadata(root: string): Promise<CoreMetadata | undefined> {
  const bytes = await readFile(join(root, 'PKG-INFO')).catch(() => undefined);
  return bytes === undefined ? undefined : staticMetadata(bytes);
}

function staticMetadata(pkgInfo: Uint8Array): CoreMetadata | undefined {
  let metadata: CoreMetadata;
  try {
    metadata = parseMetadata(pkgInfo);
  } catch {
    return undefined;
  }
  const [major = 0, minor = 0] = metadata.metadataVersion.split('.').map(Number);
  const isStatic = (major === 2 && minor >= 2) || major > 2;
  return isStatic && !metadata.dynamic.some((field) => decisive.has(field.toLowerCase()))
    ? metadata
    : undefined;
}
