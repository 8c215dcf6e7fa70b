import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A table of cases: its columns are known to the part that reads it. */
export function readTable<T>(folder: string, file: string): T {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
}
