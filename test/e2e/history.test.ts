// Earlier runs: `spip runs` and `spip show`.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig, readRecord } from '../support/indexedRig.ts';

const indexed = await IndexedRig.open([
  wheelFile({ name: 'thing', version: '1.0' }),
  wheelFile({ name: 'thing', version: '0.9', files: { 'thing.py': '1/0\n' } }),
]);
after(() => indexed[Symbol.asyncDispose]());
const passed = await indexed.matrix('thing==1.0');
const failed = await indexed.matrix('thing');
const ids = [failed, passed].map(({ record }) => record.run.id);

test('spip runs lists them, newest first', async () => {
  const { status, stdout } = await indexed.run('runs');
  assert.equal(status, 0);
  const lines = stdout.split('\n').filter((line) => line !== '');
  assert.match(lines[0] ?? '', /^Run +Started +Time +Exit +Cells +Outcomes +Request$/);
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(/ {2,}/).toSpliced(1, 2)),
    [
      [ids[0], '1', '2', '1 pass, 1 fail', 'thing'],
      [ids[1], '0', '1', '1 pass', 'thing==1.0'],
    ],
  );
  const limited = await indexed.run('runs --limit 1 --format json');
  const runs = JSON.parse(limited.stdout) as readonly { readonly id: string }[];
  assert.deepEqual(
    runs.map(({ id }) => id),
    [ids[0]],
  );
});

test('spip show prints the run as it was printed', async () => {
  const shown = await indexed.run('show last');
  assert.equal(shown.status, 0);
  assert.equal(shown.stdout.trim(), failed.stdout.trim());
  const older = await indexed.run(['show', ids[1] ?? '']);
  assert.equal(older.stdout.trim(), passed.stdout.trim());
});

test('spip show --format json gives the record', async () => {
  const { stdout } = await indexed.run('show last --format json');
  assert.deepEqual(await readRecord(stdout), failed.record);
});

test('spip show RUN CELL tells all about a cell', async () => {
  const cell = failed.cell('thing 0.9');
  const { status, stdout } = await indexed.run(['show', 'last', 'thing==0.9']);
  assert.equal(status, 0);
  assert.ok(stdout.startsWith(`${cell.id}  ✗ fail: import-failed\n`), stdout);
  for (const part of [
    cell.message,
    cell.environment,
    cell.interpreter.path,
    cell.steps[1]?.log,
    cell.packages[0]?.file,
  ]) {
    assert.ok(
      part !== undefined && part !== null && stdout.includes(part),
      `${String(part)}: ${stdout}`,
    );
  }
  const json = await indexed.run(['show', 'last', cell.id, '--format', 'json']);
  assert.deepEqual(JSON.parse(json.stdout), cell);
});

test('what is not there is named, with a way out', async () => {
  const run = await indexed.run('show absent');
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^error: Expected .*`absent`/);
  const cell = await indexed.run('show last other==1.0');
  assert.equal(cell.status, 2);
  assert.match(
    cell.stderr,
    /^error: Expected a cell of this run, found `other==1\.0`\nhint: there are thing==1\.0@3\.\d+, thing==0\.9@3\.\d+$/m,
  );
});
