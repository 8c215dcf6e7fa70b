// What the database knows of the memory that steps took.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { plannedOutcome } from '../../../src/flows/cell/outcomes.ts';
import type { CellRecord, StepRecord } from '../../../src/model/record.ts';
import { openResults } from '../../../src/results/openResults.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { result, run, step } from '../report/world.ts';

const passed = result('six 1.17.0 3.11');
const failed = result('six 1.16.0 3.11', { state: 'fail', reason: 'crashed' });

async function store(path: string, id: string, cells: readonly CellRecord[]): Promise<void> {
  const writer = await openResults(path);
  writer.begin({
    spip: '0.1.0',
    run: { ...run, id },
    selections: [],
    cells: cells.map((one) => ({ ...one, ...plannedOutcome })),
    jobs: [],
  });
  cells.forEach((one) => writer.saveCell(one));
  writer.close();
}

function stepOf(name: StepRecord['name'], memory: number | null): StepRecord {
  const resources = { cpu_seconds: 0, max_rss_bytes: 7, memory_bytes: memory, disk_bytes: null };
  return step(name, { resources });
}

test('knows the most memory that the steps of a package took, until the run is forgotten', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const stories: readonly (readonly CellRecord[])[] = [
    [
      { ...passed, steps: [stepOf('import', 20), stepOf('custom', null)] },
      { ...failed, steps: [stepOf('import', 10)] },
    ],
    [
      { ...passed, steps: [step('install', { resources: null }), stepOf('import', 15)] },
      {
        ...failed,
        steps: [stepOf('own', 30)],
        attempts: [
          {
            state: 'fail',
            reason: 'crashed',
            message: '',
            seconds: 1,
            steps: [stepOf('own', 300)],
          },
        ],
      },
      {
        ...result('flask 1 3.11'),
        steps: [stepOf('import', 90)],
        reused: { run: 'run0', decided: '2026-01-01T00:00:00.000Z' },
      },
    ],
  ];
  for (const [index, story] of stories.entries()) {
    await store(path, `run${index}`, story);
  }
  const results = await openResults(path);
  t.after(() => results.close());
  const peaks = (): Readonly<Record<string, number>> =>
    Object.fromEntries(
      results
        .peaks(new Set(['six', 'flask', 'none']))
        .map((peak) => [`${peak.package} ${peak.step}`, peak.bytes]),
    );
  assert.deepEqual(peaks(), { 'six custom': 7, 'six import': 20, 'six own': 300 });
  results.remove(['run0']);
  assert.deepEqual(peaks(), { 'six import': 15, 'six own': 300 });
});
