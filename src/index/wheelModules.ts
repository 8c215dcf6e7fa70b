import { withFileAccess } from '../archive/randomAccess.ts';
import type { RandomAccess } from '../archive/randomAccess.ts';
import { readZipDirectory } from '../archive/zipDirectory.ts';
import { pathOfUrl } from '../lib/urls/pathOfUrl.ts';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';
import type { DistFile } from '../model/distFile.ts';
import { moduleName, pathInSitePackages } from '../pep/wheelModule.ts';
import type { MetadataOptions } from './wheelMetadata.ts';
import { remoteArchive } from './remoteArchive.ts';

/** Deep enough for any import that may be missing, short enough to keep. */
const deepest = 4;

/**
 * Dotted names of the modules and packages in a wheel, sorted, by the names of its files and without the wheel: from
 * the cache, else by ranged reads of its directory. `undefined`: not possible.
 */
export async function wheelModules(
  file: DistFile,
  { client, cache, offline, hosts }: MetadataOptions,
): Promise<readonly string[] | undefined> {
  if (file.kind !== 'wheel') {
    return undefined;
  }
  try {
    if (file.url.startsWith('file:')) {
      return await withFileAccess(pathOfUrl(file.url), (access) => modulesOf(access, file));
    }
    const kept = await cache.readModules(file);
    if (kept !== undefined || offline) {
      return kept;
    }
    const access = await remoteArchive(file, { client, hosts });
    const modules = access === undefined ? undefined : await modulesOf(access, file);
    if (modules !== undefined) {
      await cache.writeModules(file, modules);
    }
    return modules;
  } catch (error) {
    // No archive, or no file any more: nothing can be said of it.
    if (isErrno(error, 'ENOENT') || (error instanceof SpipError && error.code === 'bad-archive')) {
      return undefined;
    }
    throw error;
  }
}

async function modulesOf(access: RandomAccess, file: DistFile): Promise<readonly string[]> {
  const { entries } = await readZipDirectory(access, { archive: file.filename });
  const modules = new Set<string>();
  for (const { path } of entries) {
    const parts = partsOf(path);
    for (let length = 1; length <= Math.min(parts.length, deepest); length += 1) {
      modules.add(parts.slice(0, length).join('.'));
    }
  }
  return [...modules].toSorted();
}

/** `a`, `b` for `a/b.py` and `a/b/__init__.py`; none for what is no module or lies outside of site-packages. */
function partsOf(path: string): readonly string[] {
  const folders = (pathInSitePackages(path) ?? '').split('/');
  const module = moduleName(folders.pop() ?? '');
  if (module === undefined || folders.some((name) => name.includes('.'))) {
    return [];
  }
  return module === '__init__' ? folders : [...folders, module];
}
