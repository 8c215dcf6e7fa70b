// Verdicts of earlier runs: what is decided is not run again, and whatever a verdict depends on makes its cell run.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { MatrixResult } from '../support/indexedRig.ts';

const thing = ['1.0', '2.0'].map((version) => wheelFile({ name: 'thing', version }));

async function open(files = thing): Promise<IndexedRig> {
  return IndexedRig.open(files, {}, { SPIP_NO_RESULT_CACHE: undefined });
}

/** Releases by how they came to their verdicts. */
function reused({ record }: MatrixResult): readonly string[] {
  return record.cells.filter((cell) => cell.reused !== null).map(({ version }) => version);
}

/** A script that passes for 2.0 alone. */
const picky = 'import thing\nprint("was here")\nassert thing.__version__ == "2.0"\n';

suite('a run that was made before', () => {
  test('runs nothing: no ledger, no request, the same verdicts and logs, and it says so', async () => {
    await using indexed = await open();
    const script = await indexed.rig.write('check.py', picky);
    const args = ['thing', script];
    const first = await indexed.matrix(args);
    assert.deepEqual(reused(first), []);
    const ledger = join(indexed.rig.dataDir, 'ledger.git');
    rmSync(ledger, { recursive: true });
    const requests = indexed.server.requests.length;

    const second = await indexed.matrix(args);
    assert.deepEqual(reused(second), ['2.0', '1.0']);
    assert.deepEqual(second.verdicts, {
      'thing 2.0': 'pass/clean',
      'thing 1.0': 'fail/tests-failed',
    });
    assert.equal(second.status, 1);
    assert.equal(existsSync(ledger), false);
    assert.equal(indexed.server.requests.length, requests);
    for (const release of ['thing 2.0', 'thing 1.0']) {
      const [now, then] = [second.cell(release), first.cell(release)];
      assert.equal(now.reused?.run, first.record.run.id);
      const strip = ({ steps, reused: _reused, ...cell }: typeof now): object => ({
        ...cell,
        steps: steps.map((step) => ({ ...step, log: null })),
      });
      assert.deepEqual(strip(now), strip(then));
      const { log } = now.steps.find(({ name }) => name === 'custom') ?? assert.fail();
      const folder = join(indexed.rig.dataDir, 'runs', second.record.run.id);
      assert.match(readFileSync(join(folder, log ?? ''), 'utf8'), /was here/);
    }
    assert.match(second.stdout, /^✓= +thing +2\.0/m);
    assert.match(second.stdout, /^ +✓ pass +✗ fail +=\s+as an earlier run found it$/m);
    assert.match(
      second.stdout,
      /^All cells are as earlier runs found them, \d+ s (?:to \d+ s )?ago: `--rerun all` runs them again$/m,
    );
    const shown = await indexed.run('show last thing==1.0');
    assert.match(shown.stdout, new RegExp(`Found +by run ${first.record.run.id}, at 20`));
    assert.match(shown.stdout, /was here/);
  });

  test('outlives the run that decided', async () => {
    await using indexed = await open();
    await indexed.matrix('thing --limit 1');
    const second = await indexed.matrix('thing --limit 1');
    const third = await indexed.matrix('thing --limit 1');
    assert.equal(third.cell('thing 2.0').reused?.run, second.cell('thing 2.0').reused?.run);
  });

  test('runs what the options say', async () => {
    await using indexed = await open();
    const script = await indexed.rig.write('check.py', picky);
    await indexed.matrix(['thing', script]);
    const with_ = async (...more: readonly string[]): Promise<readonly string[]> =>
      reused(await indexed.matrix(['thing', script, ...more]));
    assert.deepEqual(await with_('--rerun', 'failed'), ['2.0']);
    assert.deepEqual(await with_('--rerun', 'all'), []);
    assert.deepEqual(await with_('--no-result-cache'), []);
    assert.deepEqual(await with_('--keep', 'failed'), []);
    assert.deepEqual(await with_('--jobs', '1'), ['2.0', '1.0']);
    assert.deepEqual(await with_('--retries', '1'), ['2.0']);
  });

  test('with nothing kept, later runs find nothing', async () => {
    await using indexed = await open();
    await indexed.matrix('thing --no-result-cache');
    assert.deepEqual(reused(await indexed.matrix('thing')), []);
  });

  test('a contradiction is told', async () => {
    await using indexed = await open();
    const { status, stderr } = await indexed.run('matrix thing --rerun failed --no-result-cache');
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^error: Expected either `--rerun failed` or `--no-result-cache`, found both$/m,
    );
  });
});

suite('a cell runs again', () => {
  test('when anything is different that its verdict depends on', async () => {
    await using indexed = await open([
      ...thing,
      wheelFile({ name: 'tool', version: '1.0' }),
      wheelFile({ name: 'user', version: '1.0', requires: ['tool'] }),
    ]);
    const script = await indexed.rig.write('check.py', 'import user\n');
    const data = await indexed.rig.write('data/values.txt', '1');
    const args = ['user', script, '--tests', join(indexed.rig.project, 'data')];
    const again = async (...more: readonly string[]): Promise<boolean> => {
      const result = await indexed.matrix([...args, ...more]);
      assert.equal(result.status, 0, result.stdout);
      return reused(result).length === 0;
    };
    assert.equal(await again(), true);
    assert.equal(await again(), false);
    await indexed.rig.write('data/values.txt', '2');
    assert.equal(await again(), true, 'data of the tests');
    await indexed.rig.write('check.py', 'import user, tool\n');
    assert.equal(await again(), true, 'the script');
    assert.equal(await again('--timeout', '30'), true, 'a limit');
    assert.equal(await again('--steps', 'custom'), true, 'the steps');
    assert.equal(await again('--with', 'thing==1.0'), true, 'what is beside it');
    assert.equal(await again('--sandbox', 'off'), true, 'the isolation');
    indexed.server.world['tool'] = [
      wheelFile({ name: 'tool', version: '1.0' }),
      wheelFile({ name: 'tool', version: '1.1' }),
    ];
    assert.equal(await again('--refresh'), true, 'a requirement that has a new release');
    assert.equal(await again(), false);
    assert.ok(existsSync(data));
  });

  test('when a release of the same name and version has other content', async () => {
    await using indexed = await open([wheelFile({ name: 'thing', version: '1.0' })]);
    assert.equal((await indexed.matrix('thing')).status, 0);
    const files = { 'thing.py': 'raise SystemError("other")\n' };
    indexed.server.world['thing'] = [wheelFile({ name: 'thing', version: '1.0', files })];
    const second = await indexed.matrix('thing --refresh');
    assert.deepEqual(reused(second), []);
    assert.deepEqual(second.verdicts, { 'thing 1.0': 'fail/import-failed' });
  });

  test('when what it came to was flaky, and each time from then on', async () => {
    await using indexed = await open();
    const flag = join(indexed.rig.project, 'flag');
    const script = await indexed.rig.write(
      'check.py',
      `import os, sys\nsys.exit(os.path.exists(${JSON.stringify(flag)}))\n`,
    );
    const args = ['thing', '--limit', '1', '--sandbox', 'off', script];
    assert.equal((await indexed.matrix(args)).status, 0);
    await indexed.rig.write('flag', '');
    assert.equal((await indexed.matrix(args)).status, 0, 'nothing says that it would fail now');
    const failing = await indexed.matrix([...args, '--rerun', 'all']);
    assert.equal(failing.status, 1);
    assert.deepEqual(reused(await indexed.matrix(args)), []);
    assert.deepEqual(reused(await indexed.matrix(args)), []);
  });

  test('when it was built from a source that another run built otherwise', async () => {
    await using indexed = await open([sdistFile({ name: 'made', version: '1.0' })]);
    assert.equal((await indexed.matrix('made')).status, 0);
    assert.deepEqual(reused(await indexed.matrix('made')), ['1.0']);
    indexed.server.world['made'] = [
      sdistFile({ name: 'made', version: '1.0', files: { 'made.py': 'raise SystemError\n' } }),
    ];
    const other = await indexed.matrix('made --refresh');
    assert.deepEqual([reused(other), other.verdicts], [[], { 'made 1.0': 'fail/import-failed' }]);
  });
});

test('a run that was killed goes on where it stopped', async () => {
  await using indexed = await open(
    ['1.0', '2.0', '3.0'].map((version) => wheelFile({ name: 'thing', version })),
  );
  await using held = await HeldCommands.open(indexed.rig.root);
  const command = `{python} ${held.script} ${held.socket} $SPIP_CELL`;
  const args = ['thing', '-j', '1', '--command', command];
  const killed = indexed.spawn(['matrix', ...args]);
  const first = await held.next();
  first.release();
  const second = await held.next();
  await killed.told(/^✓ thing/m);
  killed.signal('SIGKILL');
  await killed.ended;

  const next = indexed.matrix(args);
  (await held.next()).release();
  (await held.next()).release();
  const resumed = await next;
  await second.gone;
  assert.equal(resumed.status, 0);
  assert.deepEqual(
    reused(resumed).map((version) => `thing==${version}`),
    [first.name.replace(/@.*/, '')],
  );
  assert.equal(held.started, 4);
});

test('a cell that came to something else before says so for ever: in the grid, in show and in runs', async () => {
  await using indexed = await open();
  const flag = join(indexed.rig.root, 'flag');
  // What a script looks at by itself is no part of the key.
  const text = `import os, thing\nassert thing.__version__ == '1.0' or not os.path.exists(${JSON.stringify(flag)})\n`;
  const script = await indexed.rig.write('check.py', text);
  const args = ['thing', script, '--sandbox', 'off', '--rerun', 'all', '--retries', '1'];
  const flips = ({ record }: MatrixResult): readonly string[] =>
    record.cells.flatMap(({ version, notes }) =>
      notes.filter(({ code }) => code === 'flaky-before').map((note) => `${version} ${note.text}`),
    );
  const first = await indexed.matrix(args);
  assert.deepEqual(flips(first), []);
  writeFileSync(flag, '');
  const second = await indexed.matrix(args);
  assert.deepEqual(second.verdicts, {
    'thing 2.0': 'fail/tests-failed',
    'thing 1.0': 'pass/clean',
  });
  assert.deepEqual(flips(second), [
    `2.0 flaky before: run ${first.record.run.id} came to \`pass\` under the same conditions`,
  ]);
  rmSync(flag);
  const third = await indexed.matrix(args);
  assert.deepEqual(third.verdicts, { 'thing 2.0': 'pass/clean', 'thing 1.0': 'pass/clean' });
  assert.equal(flips(third).length, 1);
  assert.match(third.stdout, /^✓~ +thing +2\.0 /m);
  assert.match(third.stdout, /^ {2}✓ .*~ flaky before$/m);
  assert.match(third.stdout, /^note: flaky before: runs came to different states .* to `fail`$/m);
  const shown = await indexed.run('show last thing==2.0');
  assert.match(shown.stdout, /^note: flaky before: /m);
  const listed = await indexed.run('runs');
  assert.match(listed.stdout, /2 pass, 1 flaky before/);
});
