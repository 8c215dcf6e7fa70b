import assert from 'node:assert/strict';
import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { plannedOutcome } from '../../../src/flows/cell/outcomes.ts';
import type { CellOutcome, CellRecord } from '../../../src/model/record.ts';
import { openResults } from '../../../src/results/openResults.ts';
import type { NewRun } from '../../../src/results/writeRun.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { outcome, result, run, step } from '../report/world.ts';

const passed = result('six 1.17.0 3.11', undefined, {
  seconds: 0.5,
  steps: [step('install'), step('import', { log: 'logs/c0/import.log', exit_status: 0 })],
});
const failed = result(
  'six 1.16.0 3.11',
  { state: 'fail', reason: 'crashed' },
  { message: 'SIGSEGV', seconds: 0.75 },
);

function plan(id: string, ...results: readonly CellRecord[]): NewRun {
  return {
    spip: '0.1.0',
    run: { ...run, id },
    selections: [
      { package: 'six', requested: 'six>=1', versions: ['1.17.0', '1.16.0'], available: 9 },
    ],
    cells: results.map((one) => ({ ...one, ...plannedOutcome })),
    jobs: [],
  };
}

test('gives back what it was given', async (t) => {
  const path = join(await temporaryFolder(t), 'data/results.sqlite');
  const writer = await openResults(path);
  writer.begin(plan('aaaa1111', passed, failed));
  writer.saveCell(failed);
  writer.saveCell(passed);
  writer.finish({ seconds: 1.25, exitStatus: 1 });
  writer.close();

  const reader = await openResults(path);
  t.after(() => reader.close());
  const { spip, selections, run: info } = plan('aaaa1111');
  assert.deepEqual(reader.show('last'), {
    record: {
      schema_version: 6,
      spip,
      run: {
        id: 'aaaa1111',
        started: info.started,
        seconds: 1.25,
        jobs: 8,
        sandbox: 'bubblewrap',
        doors: { network: 'loopback', variables: [], mounts: [] },
        platform: 'linux-x86_64',
        exit_status: 1,
      },
      cells: [passed, failed],
    },
    selections,
    folder: run.folder,
  });
  assert.deepEqual(reader.runs({ limit: 10 }), [
    {
      id: 'aaaa1111',
      started: info.started,
      seconds: 1.25,
      exitStatus: 1,
      requested: ['six>=1'],
      cells: 2,
      counts: { pass: 1, fail: 1 },
      flakyBefore: 0,
    },
  ]);
});

test('finds a run by its beginning, and says what it found instead', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const results = await openResults(path);
  t.after(() => results.close());
  assert.throws(() => results.show('last'), {
    code: 'not-found',
    message: 'Expected an earlier run, found none',
  });
  for (const id of ['aaaa1111', 'aaaa2222', 'bbbb', 'bbbb3333']) {
    const writer = await openResults(path);
    writer.begin(plan(id));
    writer.close();
  }
  assert.equal(results.show('aaaa2').record.run.id, 'aaaa2222');
  assert.equal(results.show('bbbb').record.run.id, 'bbbb');
  assert.equal(results.show('last').record.run.id, 'bbbb3333');
  assert.throws(() => results.show('aaaa'), {
    code: 'not-found',
    message: 'Expected one run, found several that begin with `aaaa`',
    hint: 'they are aaaa2222, aaaa1111',
  });
  for (const none of ['cccc', '%', '____']) {
    assert.throws(() => results.show(none), {
      code: 'not-found',
      message: `Expected an earlier run, found none that begins with \`${none}\``,
    });
  }
  assert.deepEqual(
    results.runs({ limit: 2 }).map(({ id }) => id),
    ['bbbb3333', 'bbbb'],
  );
});

test('knows how long a cell took when it last came to its end', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const cancelled = result('six 1.17.0 3.11', { state: 'cancelled', reason: 'interrupted' });
  const stories: readonly (readonly CellRecord[])[] = [
    [{ ...passed, seconds: 9 }],
    [passed, failed],
    [{ ...cancelled, seconds: 0 }],
  ];
  for (const [index, story] of stories.entries()) {
    const writer = await openResults(path);
    writer.begin(plan(`run${index}`, ...story));
    story.forEach((one) => writer.saveCell(one));
    writer.finish({ seconds: 1, exitStatus: 0 });
    writer.close();
  }
  const results = await openResults(path);
  t.after(() => results.close());
  assert.deepEqual(
    results.durations([passed.id, failed.id, 'six==9@3.11']),
    new Map([
      [passed.id, 0.5],
      [failed.id, 0.75],
    ]),
  );
});

test('keeps the finished cells of a run that was killed, and says that the others were not run', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const child = startChild(path, 'dead', '3', 'hang');
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'close');

  const results = await openResults(path);
  t.after(() => results.close());
  const { record } = results.show('dead');
  assert.equal(record.run.exit_status, null);
  assert.deepEqual(
    record.cells.map(({ state, reason, message }) => [state, reason, message]),
    [
      ['cancelled', 'interrupted', 'The run ended before this cell did'],
      ['pass', 'clean', ''],
      ['pass', 'clean', ''],
    ],
  );
});

test('is opened, made and written by several processes at once', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const ids = ['p1', 'p2', 'p3', 'p4'];
  const statuses = await Promise.all(
    ids.map(async (id) => {
      const child = startChild(path, id, '25', '');
      const [status] = (await once(child, 'close')) as [number | null];
      return status;
    }),
  );
  assert.deepEqual(statuses, [0, 0, 0, 0]);
  const results = await openResults(path);
  t.after(() => results.close());
  for (const id of ids) {
    const { record } = results.show(id);
    assert.equal(record.run.exit_status, 0);
    assert.equal(record.cells.filter(({ state }) => state === 'pass').length, 25);
  }
});

test('leaves the database of a newer spip alone', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const newer = new DatabaseSync(path);
  newer.exec('CREATE TABLE future (x); PRAGMA user_version = 7');
  newer.close();
  await assert.rejects(openResults(path), {
    code: 'unwritable',
    message: `Expected a database of runs of version 6, found version 7: \`${path}\``,
    hint: 'a newer spip wrote it: use that one, or name another folder with `--data-dir`',
  });
});

const key = 'k'.repeat(64);

/** One run that comes to this under the key. */
async function decide(path: string, id: string, outcome: CellOutcome): Promise<void> {
  const writer = await openResults(path);
  writer.begin(plan(id, passed));
  writer.saveVerdict({ key, decided: `${id} decided`, outcome });
  writer.close();
}

test('gives back what was found under a key, the newest, until its run is forgotten', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const found = outcome({ state: 'fail', reason: 'crashed' }, { message: 'SIGSEGV' });
  await decide(path, 'one', found);
  await decide(path, 'two', { ...found, message: 'SIGABRT' });
  const results = await openResults(path);
  t.after(() => results.close());
  assert.deepEqual(results.verdict(key), {
    outcome: { ...found, message: 'SIGABRT' },
    run: 'two',
    folder: run.folder,
    decided: 'two decided',
  });
  assert.equal(results.verdict('other'), undefined);
  results.remove(['two']);
  assert.equal(results.verdict(key), undefined);
});

test('a key that came to different states is none any more, whatever comes then', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const bad = outcome({ state: 'fail', reason: 'crashed' });
  for (const [id, one] of Object.entries({ a: outcome(), b: bad, c: bad, d: outcome() })) {
    await decide(path, id, one);
  }
  const results = await openResults(path);
  t.after(() => results.close());
  assert.equal(results.verdict(key), undefined);
  assert.deepEqual(results.earlierState(key), { state: 'pass', run: 'd', contradicted: true });
  assert.equal(results.earlierState('other'), undefined);
});

test('brings a database of version 2 up to date, which knew no verdicts', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  await decide(path, 'old', outcome());
  const older = new DatabaseSync(path);
  older.exec(
    'DROP TABLE peaks; DROP TABLE verdicts; ALTER TABLE cells DROP COLUMN job; ALTER TABLE runs DROP COLUMN doors; PRAGMA user_version = 2',
  );
  older.close();
  const results = await openResults(path);
  t.after(() => results.close());
  assert.equal(results.verdict(key), undefined);
  assert.deepEqual(results.peaks(new Set(['six'])), []);
  assert.equal(results.show('old').record.cells.length, 1);
});

test('says where a damaged database and a folder that cannot be made lie', async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'results.sqlite');
  await writeFile(path, 'x'.repeat(5000));
  await assert.rejects(openResults(path), {
    code: 'unwritable',
    message: `Failed to open the database of runs \`${path}\``,
    hint: 'it is damaged; move it away to begin a new one',
  });
  await assert.rejects(openResults(join(path, 'x/results.sqlite')), {
    code: 'unwritable',
    message: `Failed to make the folder \`${join(path, 'x')}\``,
  });
});

test('stores in the end what could not be stored for a while', async (t) => {
  const path = join(await temporaryFolder(t), 'results.sqlite');
  const results = await openResults(path);
  t.after(() => results.close());
  results.begin(plan('aaaa', passed, failed));
  const other = new DatabaseSync(path);
  t.after(() => other.close());
  other.exec(
    "CREATE TRIGGER refuse BEFORE UPDATE ON cells BEGIN SELECT RAISE(ABORT, 'refused'); END",
  );
  results.saveCell(passed);
  await setImmediate();
  assert.equal(cellOf('six 1.17.0')?.state, 'cancelled');
  other.exec('DROP TRIGGER refuse');
  results.saveCell(failed);
  results.finish({ seconds: 1, exitStatus: 1 });
  assert.equal(cellOf('six 1.17.0')?.state, 'pass');
  assert.equal(cellOf('six 1.16.0')?.state, 'fail');

  function cellOf(release: string): CellRecord | undefined {
    const { cells } = results.show('last').record;
    return cells.find((one) => `${one.package} ${one.version}` === release);
  }
});

test('refuses cells that are not of the plan, when the run is finished', async (t) => {
  const results = await openResults(join(await temporaryFolder(t), 'results.sqlite'));
  t.after(() => results.close());
  results.begin(plan('aaaa', passed));
  results.saveCell(failed);
  assert.throws(() => results.finish({ seconds: 1, exitStatus: 0 }), {
    code: 'internal',
    message: `Expected a cell of the plan, found \`${failed.id}\``,
  });
});

function startChild(...args: readonly string[]): ChildProcessByStdio<null, Readable, null> {
  const script = join(import.meta.dirname, 'resultsChild.ts');
  return spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}
