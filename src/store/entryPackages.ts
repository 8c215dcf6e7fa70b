import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isBesideSdist } from '../cache/besideSdist.ts';
import type { CacheEntry } from '../cache/cacheEntries.ts';
import { digestBehind } from '../cache/digestBehind.ts';
import { jsonText } from '../cache/jsonText.ts';
import { SpipError } from '../lib/spipError.ts';
import { normaliseName } from '../pep/names.ts';
import { parseSdistFilename } from '../pep/sdistFilename.ts';
import { isMissing } from '../lib/isErrno.ts';

/** Normalised name of the package that each entry belongs to, by the entry's path; entries of none are left out. */
export function entryPackages(entries: readonly CacheEntry[]): ReadonlyMap<string, string> {
  const byDigest = new Map<string, string>();
  for (const entry of entries) {
    if (entry.bucket === 'wheels' || entry.bucket === 'sdists') {
      const name = ownName(entry);
      if (name !== undefined) {
        byDigest.set(entry.name, name);
      }
    }
  }
  const names = new Map<string, string>();
  for (const entry of entries) {
    const name = ownName(entry) ?? byDigest.get(digestBehind(entry) ?? sdistBehind(entry) ?? '');
    if (name !== undefined) {
      names.set(entry.path, normaliseName(name));
    }
  }
  return names;
}

/** Where the entry itself says what it is. */
function ownName({ bucket, path }: CacheEntry): string | undefined {
  switch (bucket) {
    case 'wheels':
      return jsonText(join(path, 'wheel.json'), 'name');
    case 'sdists':
      return sdistName(path);
    case 'metadata':
      return jsonText(path, 'name');
    case 'pages':
      return basename(path).replace(/\.json.*$/, '');
    default:
      return undefined;
  }
}

/** A failed build names no wheel, but the sdist that it was made from. */
function sdistBehind({ bucket, path }: CacheEntry): string | undefined {
  return bucket === 'built' ? jsonText(join(path, 'result.json'), 'sdist') : undefined;
}

function sdistName(folder: string): string | undefined {
  try {
    const filename = readdirSync(folder).find((name) => !isBesideSdist(name));
    return filename === undefined ? undefined : parseSdistFilename(filename).name;
  } catch (error) {
    if (error instanceof SpipError || isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}
