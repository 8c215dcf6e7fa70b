// After every way out no worktree, temporary file, branch, journal or process is left.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import type { HeldChild } from '../support/heldCommand.ts';
import { IndexedRig, readRecord } from '../support/indexedRig.ts';
import type { ServedFile } from '../support/indexPages.ts';
import { processesOf } from '../support/processesOf.ts';
import type { StartedCli } from '../support/rig.ts';

const versions = ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5'];
const indexed = await IndexedRig.open(
  versions.map((version) => wheelFile({ name: 'thing', version })),
);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

test('after success and after failure nothing is left', async () => {
  const passed = await indexed.matrix(['thing', '--command', 'true']);
  assert.equal(passed.status, 0);
  const failed = await indexed.matrix(['thing', '--command', 'exit 3']);
  assert.equal(failed.status, 1);
  assert.deepEqual(new Set(Object.values(failed.verdicts)), new Set(['fail/tests-failed']));
  assert.deepEqual(listWorktrees(), []);
  assert.deepEqual(readdirSync(rig.project), []);
});

test('the first Ctrl-C lets running cells end and starts no other', async () => {
  await using held = await HeldCommands.open(rig.root);
  const { run, children } = await startHeld(held, 'auto');
  run.signal('SIGINT');
  await run.told(/^Stopping: waiting for \d running cells; press Ctrl-C again/m);
  children.forEach((child) => child.release());
  const { status, stdout, stderr } = await run.ended;
  assert.equal(status, 130, stderr);
  assert.equal(held.started, 2, 'no cell was started after Ctrl-C');
  const record = await readRecord(stdout);
  assert.equal(record.run.exit_status, 130);
  assert.deepEqual(countVerdicts(record.cells), {
    'pass/clean': 2,
    'cancelled/interrupted': 4,
  });
  assert.deepEqual(listWorktrees(), []);
  rig.assertNothingLeft();
});

for (const sandbox of ['auto', 'off']) {
  test(`the second Ctrl-C ends running cells, --sandbox ${sandbox}`, async () => {
    await using held = await HeldCommands.open(rig.root);
    const { run, children } = await startHeld(held, sandbox);
    run.signal('SIGINT');
    await run.told(/^Stopping: /m);
    run.signal('SIGINT');
    await Promise.all(children.map(({ gone }) => gone));
    const { status, stdout, stderr } = await run.ended;
    assert.equal(status, 130, stderr);
    const record = await readRecord(stdout);
    assert.deepEqual(countVerdicts(record.cells), { 'cancelled/interrupted': 6 });
    const stopped = record.cells.filter(({ message }) => message === 'Stopped while it ran');
    const unstarted = record.cells.filter(({ message }) => message === 'Not run: interrupted');
    assert.deepEqual([stopped.length, unstarted.length], [2, 4]);
    assert.ok(stopped.every(({ seconds }) => seconds > 0));
    assert.deepEqual(listWorktrees(), []);
    rig.assertNothingLeft();
  });

  test(`SIGTERM ends running cells, --sandbox ${sandbox}`, async () => {
    await using held = await HeldCommands.open(rig.root);
    const { run, children } = await startHeld(held, sandbox);
    run.signal('SIGTERM');
    await Promise.all(children.map(({ gone }) => gone));
    const { status, stdout, stderr } = await run.ended;
    assert.equal(status, 143, stderr);
    const record = await readRecord(stdout);
    assert.equal(record.run.exit_status, 143);
    assert.deepEqual(countVerdicts(record.cells), { 'cancelled/interrupted': 6 });
    rig.assertNothingLeft();
  });

  test(`after kill -9 the next command cleans up, --sandbox ${sandbox}`, async () => {
    await using held = await HeldCommands.open(rig.root);
    const { run, children } = await startHeld(held, sandbox);
    assert.ok(listWorktrees().length >= 2, 'the run has its worktrees');
    run.signal('SIGKILL');
    const { signal } = await run.ended;
    assert.equal(signal, 'SIGKILL');
    assert.ok(listWorktrees().length >= 2, 'the killed run left its worktrees');
    assert.throws(() => rig.assertNothingLeft());
    const { status } = await rig.run(['lock', 'thing']);
    assert.equal(status, 0);
    await Promise.all(children.map(({ gone }) => gone));
    assert.deepEqual(listWorktrees(), []);
    rig.assertNothingLeft();
    const shown = await rig.run(['show', 'last']);
    assert.equal(shown.status, 0);
    assert.match(shown.stdout, /This run did not come to its end/);
  });
}

for (const command of [
  ['runs'],
  ['show', 'last'],
  ['python', 'list'],
  ['python', 'find', 'auto'],
]) {
  test(`after kill -9 \`spip ${command.join(' ')}\` cleans up too`, async () => {
    await using held = await HeldCommands.open(rig.root);
    const { run, children } = await startHeld(held, 'auto');
    run.signal('SIGKILL');
    await run.ended;
    assert.throws(() => rig.assertNothingLeft());
    const { status, stderr } = await rig.run(command);
    assert.equal(status, 0, stderr);
    await Promise.all(children.map(({ gone }) => gone));
    assert.deepEqual(listWorktrees(), []);
    rig.assertNothingLeft();
  });
}

test('after kill -9 of `spip python list` the next command cleans up', async () => {
  await using held = await HeldCommands.open(rig.root);
  const argv = held.nodeCommand('probe').map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const fake = await rig.write('bin/python3.9', `#!/bin/sh\nexec ${argv.join(' ')}\n`);
  await chmod(fake, 0o755);
  const list = rig.spawn(['python', 'list'], {
    env: { PATH: `${dirname(fake)}:${rig.env['PATH']}` },
  });
  const child = await held.next();
  list.signal('SIGKILL');
  await list.ended;
  child.release();
  await child.gone;
  assert.equal(readdirSync(join(rig.cacheDir, 'tmp')).length, 1);
  assert.equal((await rig.run(['runs'])).status, 0);
  rig.assertNothingLeft();
});

test('after kill -9 the same run again passes', async () => {
  await using held = await HeldCommands.open(rig.root);
  const { run } = await startHeld(held, 'auto');
  run.signal('SIGKILL');
  await run.ended;
  const again = await indexed.matrix('thing --limit 6');
  assert.equal(again.status, 0);
  assert.equal(again.record.cells.length, 6);
  assert.deepEqual(processesOf(rig.root), []);
});

test('a run beside a killed one is not taken for dead', async () => {
  await using held = await HeldCommands.open(rig.root);
  const { run, children } = await startHeld(held, 'auto');
  const { status } = await rig.run(['lock', 'thing']);
  assert.equal(status, 0);
  assert.equal(held.running, 2, 'another command leaves live cells alone');
  children.forEach((child) => child.release());
  for (let left = 4; left > 0; left -= 1) {
    (await held.next()).release();
  }
  assert.equal((await run.ended).status, 0);
  rig.assertNothingLeft();
});

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} while the index keeps a page waiting: exit ${status} at once`, async () => {
    await using fresh = await IndexedRig.open([wheelFile({ name: 'thing', version: '1.0' })]);
    const page = fresh.server.hold('/simple/thing/');
    const run = fresh.spawn('matrix thing');
    await page.arrived();
    run.signal(signal);
    assert.deepEqual(await run.ended, {
      status,
      signal: null,
      stdout: '',
      stderr: 'Interrupted\n',
    });
    fresh.rig.assertNothingLeft();
  });

  test(`${signal} while the index keeps a file waiting cancels its cell`, async () => {
    await using fresh = await IndexedRig.open([wheelFile({ name: 'thing', version: '1.0' })]);
    const file = fresh.server.hold('/files/thing-1.0-py3-none-any.whl');
    const run = fresh.spawn('matrix thing --json -');
    await file.arrived();
    run.signal(signal);
    const ended = await run.ended;
    assert.equal(ended.status, status, ended.stderr);
    const { cells } = await readRecord(ended.stdout);
    assert.deepEqual(countVerdicts(cells), { 'cancelled/interrupted': 1 });
    fresh.rig.assertNothingLeft();
  });
}

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} in the middle of a build`, async () => {
    await using held = await HeldCommands.open(rig.root);
    const name = `built-${signal.toLowerCase()}`;
    indexed.server.world[name] = [heldSdist(name, held.socket)];
    const run = rig.spawn(`matrix ${name} --sandbox off`.split(' '));
    const child = await held.next();
    run.signal(signal);
    const { status } = await run.ended;
    assert.equal(status, signal === 'SIGINT' ? 130 : null);
    if (signal === 'SIGKILL') {
      assert.equal((await rig.run(['lock', 'thing'])).status, 0);
    }
    await child.gone;
    rig.assertNothingLeft();
  });
}

test('--fail-fast waits for no build of a cell that it cancels', async () => {
  await using held = await HeldCommands.open(rig.root);
  indexed.server.world['built-late'] = [heldSdist('built-late', held.socket)];
  const run = rig.spawn([
    ...'matrix thing==1.0 built-late --fail-fast --json - -j 1 --sandbox off --command'.split(' '),
    `{python} ${held.script} ${held.socket}`,
  ]);
  const children = await held.nextOf(2);
  const [build, command] = children.toSorted(
    (a, b) => Number(a.name !== 'build') - Number(b.name !== 'build'),
  );
  command?.release(4);
  await build?.gone;
  const { status, stdout, stderr } = await run.ended;
  assert.equal(status, 1, stderr);
  const { cells } = await readRecord(stdout);
  assert.deepEqual(countVerdicts(cells), { 'fail/tests-failed': 1, 'cancelled/fail-fast': 1 });
  rig.assertNothingLeft();
});

/** Its build comes to the socket and waits there. */
function heldSdist(name: string, socket: string): ServedFile {
  return sdistFile({
    name,
    version: '1.0',
    pyproject: '[build-system]\nrequires = []\nbuild-backend = "waiting"\nbackend-path = ["."]\n',
    files: {
      'waiting.py': `import os, socket
def build_wheel(directory, config_settings=None, metadata_directory=None):
    link = socket.socket(socket.AF_UNIX)
    link.connect(${JSON.stringify(socket)})
    link.sendall(("%d build\\n" % os.getpid()).encode())
    link.makefile("r").readline()
`,
    },
  });
}

/** A run of six cells on two jobs whose first two are held. */
async function startHeld(
  held: HeldCommands,
  sandbox: string,
): Promise<{ readonly run: StartedCli; readonly children: readonly HeldChild[] }> {
  const run = rig.spawn([
    ...`matrix thing --limit 6 -j 2 --json - --sandbox ${sandbox} --command`.split(' '),
    `{python} ${held.script} ${held.socket}`,
  ]);
  return { run, children: await held.nextOf(2) };
}

function countVerdicts(
  cells: readonly { readonly state: string; readonly reason: string }[],
): Readonly<Record<string, number>> {
  const groups = Map.groupBy(cells, ({ state, reason }) => `${state}/${reason}`);
  return Object.fromEntries([...groups].map(([verdict, group]) => [verdict, group.length]));
}

/** What git itself lists besides the ledger. */
function listWorktrees(): readonly string[] {
  const output = execFileSync(
    'git',
    ['--git-dir', join(rig.dataDir, 'ledger.git'), 'worktree', 'list', '--porcelain'],
    { encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: rig.home } },
  );
  return output
    .split('\n')
    .filter((line) => line.startsWith('worktree ') && !line.endsWith('/ledger.git'));
}
