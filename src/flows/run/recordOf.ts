import { resolve } from 'node:path';
import { readNamedFile } from '../../lib/files/readNamedFile.ts';
import { SpipError } from '../../lib/spipError.ts';
import { parseRecord } from '../../model/parseRecord.ts';
import type { RunRecord } from '../../model/record.ts';
import type { Places } from '../../model/settings.ts';
import { openResults } from '../../results/openResults.ts';
import type { Expectation } from '../../report/expectations.ts';
import { parseExpectations } from '../../report/expectations.ts';
import { resultsPath } from './placesOf.ts';

/**
 * The record of an earlier run, named by its id, the beginning of it, `last`, or a file that holds it: what has a slash or
 * ends in `.json` is a file.
 *
 * @throws SpipError `not-found`, `usage`
 */
export async function recordOf(which: string, places: Places, cwd: string): Promise<RunRecord> {
  if (which.includes('/') || which.endsWith('.json')) {
    return readRecordFile(resolve(cwd, which));
  }
  const results = await openResults(resultsPath(places));
  try {
    return results.show(which).record;
  } finally {
    results.close();
  }
}

/** What a list of known failures says; none where no file is named. */
export async function readExpectations(path: string | undefined): Promise<readonly Expectation[]> {
  return path === undefined
    ? []
    : parseExpectations(await readNamedFile(path, `the known failures \`${path}\``), path);
}

async function readRecordFile(path: string): Promise<RunRecord> {
  const text = await readNamedFile(path, `the record \`${path}\``);
  try {
    return parseRecord(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? error : undefined;
    throw new SpipError('usage', `Expected the record of a run in \`${path}\``, {
      hint: error instanceof SpipError ? error.hint : '`spip matrix --json FILE` writes one',
      cause: reason,
    });
  }
}
