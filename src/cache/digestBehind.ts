import { dirname, join } from 'node:path';
import type { BucketEntry } from './buckets.ts';
import { jsonText } from './jsonText.ts';

/** Hex sha256 of the wheel, or of the sdist of a pointer, without which an entry is of no use; `undefined` if it names none. */
export function digestBehind({ bucket, name, path }: BucketEntry): string | undefined {
  switch (bucket) {
    case 'bytecode':
      return dirname(name);
    case 'built':
      return jsonText(join(path, 'result.json'), 'sha256');
    case 'pointers':
      return jsonText(path, 'sha256');
    default:
      return undefined;
  }
}
