import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../../src/model/record.ts';
import { readRecord } from '../support/indexedRig.ts';

export async function readRecordOf(path: string): Promise<RunRecord> {
  return await readRecord(await readFile(path, 'utf8'));
}

/** Fails where a log of the run says that an attack went as meant. */
export async function assertNothingReached(
  dataDir: string,
  { run, cells }: RunRecord,
): Promise<void> {
  const logs = cells.flatMap(({ steps }) => steps.flatMap(({ log }) => log ?? []));
  assert.ok(logs.length > 0);
  for (const log of logs) {
    const text = await readFile(join(dataDir, 'runs', run.id, log), 'utf8');
    assert.doesNotMatch(text.slice(0, 100_000), /REACHED/, log);
  }
}
