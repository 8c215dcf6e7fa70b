import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '../lib/isErrno.ts';
import { withoutCheck } from './checkedJson.ts';

/** What is known of a kept environment without its files; in `environment.json` beside them. */
export interface KeptEnvironmentRecord {
  /** Hex sha256 of the wheels whose files it shares. */
  readonly wheels: readonly string[];
  /** Hex sha256 of the files that spip itself wrote, by their paths in it. */
  readonly written: Readonly<Record<string, string>>;
}

/** The files of the kept environment at this place. */
export function keptPrefix(place: string): string {
  return join(place, 'env');
}

export function keptRecordPath(place: string): string {
  return join(place, 'environment.json');
}

/** `undefined` where it is gone or damaged. */
export function readKeptRecord(place: string): KeptEnvironmentRecord | undefined {
  try {
    const text = withoutCheck(readFileSync(keptRecordPath(place)));
    // What bears the right digest was written by spip, in the format of this bucket.
    return text && (JSON.parse(text.toString()) as KeptEnvironmentRecord);
  } catch (error) {
    if (error instanceof SyntaxError || isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}
