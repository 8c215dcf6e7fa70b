import { dirname, join } from 'node:path';
import type { BucketEntry } from './buckets.ts';
import { jsonText } from './jsonText.ts';
import { readKeptRecord } from './keptEnvironment.ts';

/** Hex sha256 of the wheels, or of the sdist of a pointer, without which an entry is of no use; empty if it names none. */
export function digestsBehind({ bucket, name, path }: BucketEntry): readonly string[] {
  switch (bucket) {
    case 'bytecode':
      return [dirname(name)];
    case 'built':
      return textOf(join(path, 'result.json'));
    case 'pointers':
      return textOf(path);
    case 'environments':
      return readKeptRecord(path)?.wheels ?? [];
    default:
      return [];
  }
}

function textOf(file: string): readonly string[] {
  const digest = jsonText(file, 'sha256');
  return digest === undefined ? [] : [digest];
}
