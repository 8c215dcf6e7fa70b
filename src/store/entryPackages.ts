import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isBesideSdist } from '../cache/besideSdist.ts';
import type { CacheEntry } from '../cache/cacheEntries.ts';
import { digestsBehind } from '../cache/digestsBehind.ts';
import { jsonText } from '../cache/jsonText.ts';
import { SpipError } from '../lib/spipError.ts';
import { normaliseName } from '../pep/names.ts';
import { parseSdistFilename } from '../pep/sdistFilename.ts';
import { isMissing } from '../lib/isErrno.ts';

/**
 * Normalised names of the packages that each entry belongs to, by the entry's path: one, but for environments; entries
 * of none are left out.
 */
export function entryPackages(
  entries: readonly CacheEntry[],
): ReadonlyMap<string, readonly string[]> {
  const byDigest = new Map<string, string>();
  for (const entry of entries) {
    if (entry.bucket === 'wheels' || entry.bucket === 'sdists') {
      const name = ownName(entry);
      if (name !== undefined) {
        byDigest.set(entry.name, name);
      }
    }
  }
  const names = new Map<string, readonly string[]>();
  for (const entry of entries) {
    const own = ownName(entry);
    const behind = [...digestsBehind(entry), ...sdistBehind(entry)].flatMap(
      (digest) => byDigest.get(digest) ?? [],
    );
    const all = own === undefined ? behind : [own];
    if (all.length > 0) {
      names.set(entry.path, [...new Set(all.map(normaliseName))]);
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
function sdistBehind({ bucket, path }: CacheEntry): readonly string[] {
  const digest = bucket === 'built' ? jsonText(join(path, 'result.json'), 'sdist') : undefined;
  return digest === undefined ? [] : [digest];
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
