import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CacheEntry } from '../cache/cacheEntries.ts';
import { jsonText } from '../cache/jsonText.ts';
import { SpipError } from '../lib/spipError.ts';
import { normaliseName } from '../pep/names.ts';
import { parseSdistFilename } from '../pep/sdistFilename.ts';
import { isMissing } from '../lib/isMissing.ts';

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
    const name = ownName(entry) ?? byDigest.get(digestBehind(entry) ?? '');
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

/** Hex sha256 of the wheel or sdist that the entry was made from or leads to. */
function digestBehind({ bucket, name, path }: CacheEntry): string | undefined {
  switch (bucket) {
    case 'bytecode':
      return dirname(name);
    case 'pointers':
      return jsonText(path, 'sha256');
    case 'built':
      return (
        jsonText(join(path, 'result.json'), 'sha256') ??
        jsonText(join(path, 'result.json'), 'sdist')
      );
    default:
      return undefined;
  }
}

function sdistName(folder: string): string | undefined {
  try {
    const filename = readdirSync(folder).find((name) => !/\.json(\..*)?$/.test(name));
    return filename === undefined ? undefined : parseSdistFilename(filename).name;
  } catch (error) {
    if (error instanceof SpipError || isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}
