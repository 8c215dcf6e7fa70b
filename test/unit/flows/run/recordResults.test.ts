import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { plannedOutcome } from '../../../../src/flows/cell/outcomes.ts';
import { recordResults } from '../../../../src/flows/run/recordResults.ts';
import { openResults } from '../../../../src/results/openResults.ts';
import type { NewRun } from '../../../../src/results/writeRun.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { result, run } from '../../report/world.ts';

const [one, two] = [
  result('six 1.17.0 3.11'),
  result('six 1.16.0 3.11', undefined, { seconds: 7 }),
];

const planOf = (id: string): NewRun => ({
  spip: '0.1.0',
  run: { ...run, id },
  selections: [],
  cells: [one, two].map((cell) => ({ ...cell, ...plannedOutcome })),
  jobs: [],
});

test('a run is there from its plan on, and whole when it has finished', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const recorded = await recordResults(path, planOf('aaaa1111'));
  const reader = await openResults(path);
  t.after(() => reader.close());
  const states = () => reader.show('last').record.cells.map(({ state }) => state);
  assert.deepEqual(states(), ['cancelled', 'cancelled']);
  assert.equal(reader.show('last').record.run.exit_status, null);
  recorded.save(one, () => undefined);
  recorded.save(two, () => undefined);
  assert.equal(recorded.finish({ seconds: 1.5, exitStatus: 0 }), undefined);
  recorded.close();
  assert.deepEqual(states(), ['pass', 'pass']);
  const { seconds, exit_status: status } = reader.show('last').record.run;
  assert.deepEqual([seconds, status], [1.5, 0]);
});

test('a cell is told when others can read it: no kill takes back what people have seen', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const recorded = await recordResults(path, planOf('aaaa1111'));
  t.after(() => recorded.close());
  const reader = await openResults(path);
  t.after(() => reader.close());
  const told: string[] = [];
  const save = (cell: typeof one): Promise<void> =>
    new Promise((resolve) => {
      recorded.save(cell, () => {
        const read = reader.show('last').record.cells.find(({ id }) => id === cell.id);
        told.push(`${cell.version} ${read?.state}`);
        resolve();
      });
    });
  const saved = save(one);
  assert.deepEqual(told, []);
  await saved;
  assert.deepEqual(told, ['1.17.0 pass']);
  // The last ones do not wait for others.
  void save(two);
  recorded.settle();
  assert.deepEqual(told, ['1.17.0 pass', '1.16.0 pass']);
});

test('a run knows how long its cells took when they last came to their end', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const first = await recordResults(path, planOf('aaaa1111'));
  assert.equal(first.secondsOf(two.id), undefined);
  first.save(two, () => undefined);
  first.close();
  const second = await recordResults(path, planOf('aaaa2222'));
  t.after(() => second.close());
  assert.deepEqual(
    [one, two].map(({ id }) => second.secondsOf(id)),
    [undefined, 7],
  );
});

test('a record that cannot be written is told in the end, not thrown', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const recorded = await recordResults(path, planOf('aaaa1111'));
  t.after(() => recorded.close());
  const other = new DatabaseSync(path);
  other.exec('DROP TABLE cells');
  other.close();
  const told = new Promise<void>((resolve) => recorded.save(one, resolve));
  await told;
  const failure = recorded.finish({ seconds: 1.5, exitStatus: 0 });
  assert.equal(failure?.code, 'disk');
  assert.equal(failure?.message, `Failed to write the record of this run to \`${path}\``);
  assert.match(String(failure?.cause), /no such table/);
});
