// What a script or a command of the user decides in each cell.
import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { CellRecord } from '../../src/model/record.ts';

const versions = ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5'];
const indexed = await IndexedRig.open([
  ...versions.map((version) => wheelFile({ name: 'thing', version })),
  wheelFile({ name: 'broken', version: '1.0', files: { 'broken.py': '1/0\n' } }),
]);
after(() => indexed[Symbol.asyncDispose]());

/** Behaves by the release that it finds. */
const script = await indexed.rig.write(
  'check.py',
  `import os, signal, sys, thing
behaviour = {
    "1.0": lambda: print("fine"),
    "1.1": lambda: sys.exit(3),
    "1.2": lambda: (_ for _ in ()).throw(AssertionError("expected 2, found 3")),
    "1.3": lambda: os.kill(os.getpid(), signal.SIGABRT),
    "1.4": lambda: signal.pause(),
    "1.5": lambda: (sys.stderr.write("1 failed\\n"), sys.exit(0)),
}
behaviour[thing.__version__]()
`,
);
const run = await indexed.matrix(`thing --limit 6 -j 2 --timeout 3 ${script}`);

test('the exit status of a script decides, not what it prints', () => {
  assert.equal(run.status, 1);
  assert.deepEqual(run.verdicts, {
    'thing 1.5': 'pass/clean',
    'thing 1.4': 'limit/timeout',
    'thing 1.3': 'fail/crashed',
    'thing 1.2': 'fail/tests-failed',
    'thing 1.1': 'fail/tests-failed',
    'thing 1.0': 'pass/clean',
  });
});

test('a failure says how the script ended', () => {
  const told = (release: string): unknown => {
    const cell = run.cell(release);
    const { state, reason, exit_status, signal } = customOf(cell);
    return { message: cell.message, state, reason, exit_status, signal };
  };
  assert.deepEqual(['thing 1.0', 'thing 1.1', 'thing 1.2', 'thing 1.3'].map(told), [
    { message: '', state: 'pass', reason: null, exit_status: 0, signal: null },
    {
      message: '`check.py` exited with status 3',
      state: 'fail',
      reason: 'tests-failed',
      exit_status: 3,
      signal: null,
    },
    {
      message: '`check.py` exited with status 1: AssertionError: expected 2, found 3',
      state: 'fail',
      reason: 'tests-failed',
      exit_status: 1,
      signal: null,
    },
    {
      message: '`check.py` was killed by `SIGABRT`',
      state: 'fail',
      reason: 'crashed',
      exit_status: null,
      signal: 'SIGABRT',
    },
  ]);
  assert.equal(run.cell('thing 1.4').message, '`check.py` took longer than 3 s');
});

test('each step has a log of its own', async () => {
  const { steps } = run.cell('thing 1.0');
  assert.deepEqual(
    steps.map(({ name, state }) => `${name} ${state}`),
    ['install pass', 'import pass', 'custom pass'],
  );
  assert.equal(await logOf(run.cell('thing 1.0')), 'fine\n');
  assert.equal(await logOf(run.cell('thing 1.5')), '1 failed\n');
});

test('a command runs in a shell, with the tests where it says', async () => {
  await indexed.rig.write(
    'mine/test_it.py',
    'import thing\nprint("hello from", thing.__version__)\n',
  );
  const passed = await indexed.matrix([
    ...'thing --limit 1 --tests mine --command'.split(' '),
    'test -f {tests}/test_it.py && {python} {tests}/test_it.py; exit $?',
  ]);
  assert.equal(passed.status, 0, passed.stdout);
  const text = await readFile(
    join(
      indexed.rig.dataDir,
      'runs',
      passed.record.run.id,
      customOf(passed.cell('thing 1.5')).log ?? '',
    ),
    'utf8',
  );
  assert.equal(text, 'hello from 1.5\n');
});

test('a script tests the release, not what lies beside it', async () => {
  const own = await indexed.rig.write(
    'checkout/own.py',
    'import thing\nassert thing.__version__ == "1.5", thing.__file__\n',
  );
  await indexed.rig.write('checkout/thing.py', '__version__ = "checkout"\n');
  for (const sandbox of ['auto', 'off']) {
    const result = await indexed.matrix(`thing --limit 1 --sandbox ${sandbox} ${own}`);
    assert.equal(result.status, 0, `${sandbox}: ${result.cell('thing 1.5').message}`);
  }
});

test('a command that names system places still finds those of its cell', async () => {
  const result = await indexed.matrix([
    ...'thing --limit 1 --command'.split(' '),
    'cd /tmp && echo kept >out 2>/dev/null && test "$(cat "$TMPDIR/out" </dev/null)" = kept',
  ]);
  assert.equal(result.status, 0, result.cell('thing 1.5').message);
});

test('a command that cannot be run blocks its cell', async () => {
  const { status, verdicts } = await indexed.matrix('thing --limit 1 --command no-such-program');
  assert.equal(status, 1);
  assert.deepEqual(verdicts, { 'thing 1.5': 'blocked/tests-not-runnable' });
});

test('a failing import does not skip the script, and is what the cell says', async () => {
  const own = await indexed.rig.write('fine.py', 'print("reached")\n');
  const result = await indexed.matrix(`broken ${own}`);
  assert.equal(result.status, 1);
  const { reason, steps } = result.cell('broken 1.0');
  assert.equal(reason, 'import-failed');
  assert.deepEqual(
    steps.map(({ state }) => state),
    ['pass', 'fail', 'pass'],
  );
});

test('a flood of output ends the cell, and its log stays small', async () => {
  const flood = await indexed.rig.write(
    'flood.py',
    'import os\nline = b"x" * 65536\nwhile True:\n    os.write(1, line)\n',
  );
  const flooded = await indexed.matrix(`thing --limit 1 ${flood}`);
  assert.equal(flooded.status, 1);
  assert.deepEqual(flooded.verdicts, { 'thing 1.5': 'limit/output-flood' });
  const cell = flooded.cell('thing 1.5');
  assert.equal(cell.message, '`flood.py` wrote more than 50 MB');
  const log = customOf(cell).log ?? '';
  const { size } = await stat(join(indexed.rig.dataDir, 'runs', flooded.record.run.id, log));
  assert.ok(size <= 51_000_000, `${size} bytes`);
});

test('--fail-fast starts nothing after the first failure', async () => {
  const { status, verdicts } = await indexed.matrix([
    ...'thing --limit 6 -j 1 --fail-fast --command'.split(' '),
    'exit 4',
  ]);
  assert.equal(status, 1);
  const counts = Map.groupBy(Object.values(verdicts), (verdict) => verdict);
  assert.equal(counts.get('fail/tests-failed')?.length, 1);
  assert.equal(counts.get('cancelled/fail-fast')?.length, 5);
});

function customOf(cell: CellRecord): CellRecord['steps'][number] {
  const step = cell.steps.find(({ name }) => name === 'custom');
  assert.ok(step !== undefined, `${cell.id} has no custom step`);
  return step;
}

function logOf(cell: CellRecord): Promise<string> {
  const log = customOf(cell).log ?? '';
  return readFile(join(indexed.rig.dataDir, 'runs', run.record.run.id, log), 'utf8');
}

test('only the steps that are asked for', async () => {
  const only = await indexed.matrix(['broken', '--steps', 'custom', '--command', 'exit 0']);
  assert.deepEqual(only.verdicts, { 'broken 1.0': 'pass/clean' });
  assert.deepEqual(
    only.cell('broken 1.0').steps.map(({ name }) => name),
    ['install', 'custom'],
  );
  const imported = await indexed.matrix(['broken', '--steps', 'import']);
  assert.deepEqual(imported.verdicts, { 'broken 1.0': 'fail/import-failed' });
});
