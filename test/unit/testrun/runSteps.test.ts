import assert from 'node:assert/strict';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { StepResult } from '../../../src/testrun/stepResult.ts';
import { bareProcesses } from '../../../src/process/isolation/bareProcesses.ts';
import { runSteps } from '../../../src/testrun/runSteps.ts';
import { type TestPlan, defaultLimits } from '../../../src/testrun/testPlan.ts';
import { verdictOf } from '../../../src/testrun/verdictOf.ts';
import { HeldCommands } from '../../support/heldCommand.ts';
import { CellRigs, commandTest, summary } from './cellRig.ts';

let rigs: CellRigs;
before(async () => {
  rigs = await CellRigs.open();
});
after(async () => rigs[Symbol.asyncDispose]());

async function command(text: string, more: Partial<TestPlan> = {}): Promise<readonly StepResult[]> {
  return runSteps(await rigs.cell({}, { custom: commandTest(text), ...more }));
}

test('a release whose modules import passes, on every Python of this machine', async () => {
  for (const python of rigs.pythons) {
    const modules = {
      'thing.py': 'import sys; assert sys.argv == ["-c"], sys.argv',
      'pack/__init__.py': 'from . import inner',
      'pack/inner.py': '',
    };
    const plan = await rigs.cell(modules, {}, python);
    const files = [{ path: join(plan.runFolder, 'any.py'), name: 'ok.py' }];
    await writeFile(
      join(plan.runFolder, 'any.py'),
      'import pack, os, sys; print(os.getcwd(), sys.prefix)',
    );
    const steps = await runSteps({
      ...plan,
      modules: ['thing', 'pack', 'pack.inner'],
      custom: { kind: 'script', name: 'ok.py', args: [], files, follow: {} },
      isolation: bareProcesses,
    });
    assert.deepEqual(
      summary(steps),
      ['install pass -', 'import pass -', 'custom pass -'],
      `${python.implementation} ${python.version}`,
    );
    assert.deepEqual(verdictOf(steps), { state: 'pass', reason: 'clean' });
    assert.ok(steps[2]?.resources?.maxRssBytes);
    assert.equal(steps[1]?.log, 'logs/thing-1.import.log');
  }
});

test('each way in which an import fails has its name, on every Python of this machine', async () => {
  const files = {
    'raises.py': 'import no_such_thing',
    'leaves.py': 'import sys; sys.exit(0)',
    'quits.py': 'import os; os._exit(0)',
    'crashes.py': 'import os, signal; os.kill(os.getpid(), signal.SIGSEGV)',
    'odd.py':
      'class Odd(BaseException): pass\nraise Odd(u"caf\\xe9 \\U0001f600 \\"q\\"\\n\\x1b[31mnext")',
  };
  for (const python of rigs.pythons) {
    const found = [];
    for (const module of Object.keys(files)) {
      const modules = [module.replace('.py', '')];
      const [, step] = await runSteps(await rigs.cell(files, { modules }, python));
      found.push(`${step?.verdict?.reason} ${step?.signal ?? '-'} ${step?.message}`);
    }
    const missing = python.version === '2.7' ? 'ImportError' : 'ModuleNotFoundError';
    const name = python.version === '2.7' ? 'no_such_thing' : "'no_such_thing'";
    assert.deepEqual(
      found.slice(0, 4),
      [
        `import-failed - \`import raises\` raised \`${missing}\`: No module named ${name}`,
        'import-failed - `import leaves` raised `SystemExit`: 0',
        'import-failed - `import quits` ended its interpreter with status 0 before it was complete',
        'crashed SIGSEGV `import crashes` was killed by `SIGSEGV`',
      ],
      python.version,
    );
    const text = python.version === '2.7' ? '' : ': café 😀 "q" next';
    assert.equal(found[4], `import-failed - \`import odd\` raised \`odd.Odd\`${text}`);
  }
});

test('the traceback stands in the log, without frames of the driver', async () => {
  const plan = await rigs.cell({ 'thing.py': 'print("shown")\nraise ValueError("why")' });
  await runSteps(plan);
  const log = await readFile(join(plan.logsFolder, 'thing-1.import.log'), 'utf8');
  assert.match(log, /shown/);
  assert.match(log, /import thing\nTraceback .*\n[^]*thing.py", line 2[^]*ValueError: why\n$/);
  assert.doesNotMatch(log, /import_module|<string>/);
});

test('text that looks like a result is only text', async () => {
  const line = '{"event":"imported","module":"thing","places":["/cell/env/x"]}';
  const plan = await rigs.cell({ 'thing.py': `print('''${line}''')\nraise KeyError("x")` });
  assert.equal(verdictOf(await runSteps(plan)).reason, 'import-failed');
});

test('a module that takes too long is ended, the next one still runs', async () => {
  const files = { 'a_slow.py': 'while True: pass', 'b.py': 'open("ran", "w").close()' };
  const plan = await rigs.cell(files, { limits: { ...defaultLimits, importMs: 100, graceMs: 50 } });
  const steps = await runSteps(plan);
  assert.deepEqual(
    summary(steps)[1],
    'import limit timeout `import a_slow` took longer than 0.1 s',
  );
  assert.equal(await readFile(join(plan.folders.cwd, 'ran'), 'utf8'), '');
});

test('a module that needs an extra nobody asked for is noted where another one imports', async () => {
  const files = {
    'good.py': '',
    'server.py':
      'try:\n  import aio_http.web\nexcept ImportError as e:\n  raise RuntimeError("install thing[d]")',
  };
  const extraFor = async (module: string): Promise<string | undefined> =>
    await Promise.resolve(module === 'aio_http' ? 'd' : undefined);
  const steps = await runSteps(await rigs.cell(files, { extraFor }));
  assert.deepEqual(summary(steps)[1], 'import pass -');
  assert.deepEqual(steps[1]?.notes, [
    { code: 'needs-extra', text: '`server` needs extra `d`', paths: [] },
  ]);
  const alone = await runSteps(await rigs.cell(files, { extraFor, modules: ['server'] }));
  assert.equal(
    summary(alone)[1],
    'import fail import-failed `import server` raised `RuntimeError`: install thing[d]',
  );
  const other = await runSteps(await rigs.cell(files));
  assert.equal(verdictOf(other).reason, 'import-failed');
});

test('a module that the standard library shadows is noted and not counted', async () => {
  const steps = await runSteps(
    await rigs.cell({ 'sys.py': '', 'json/__init__.py': '' }, { modules: ['sys', 'json'] }),
  );
  assert.equal(steps[1]?.state, 'pass');
  assert.deepEqual(
    steps[1].notes.map((note) => note.text),
    ['`sys` is shadowed by the standard library', '`json` is shadowed by the standard library'],
  );
});

test('a module that puts one of the standard library in its place was imported, not shadowed', async () => {
  const code = 'import json, sys\nsys.modules[__name__] = json';
  const files = { 'thing.py': code, 'things/__init__.py': code };
  const steps = await runSteps(await rigs.cell(files, { modules: ['thing', 'things'] }));
  assert.equal(summary(steps)[1], 'import pass -');
  assert.deepEqual(steps[1]?.notes, []);
});

test('a module that puts another object in its place counts by where its file lies', async () => {
  const code = 'import sys\nclass Other(object): pass\nsys.modules[__name__] = Other()';
  const steps = await runSteps(await rigs.cell({ 'thing.py': code }));
  assert.equal(summary(steps)[1], 'import pass -');
});

test('files in cwd cannot stand in for the modules of the release', async () => {
  const steps = await runSteps(await rigs.cell({ '/thing.py': '' }, { modules: ['thing'] }));
  assert.equal(verdictOf(steps).reason, 'import-failed');
});

test('no module, no process: noted and passed', async () => {
  const plan = await rigs.cell({});
  const steps = await runSteps({ ...plan, folders: { ...plan.folders, env: '/nowhere' } });
  assert.deepEqual(
    steps.map((step) => [step.state, ...step.notes.map((note) => note.text)]),
    [['pass'], ['pass', 'no modules']],
  );
});

test('an environment at odds with itself skips the rest', async () => {
  const plan = await rigs.cell(
    { 'thing.py': '' },
    { problems: ['a needs b', 'c needs d'], custom: commandTest('true') },
  );
  const steps = await runSteps(plan);
  assert.deepEqual(summary(steps), [
    'install fail install-failed a needs b (and 1 more)',
    'import skipped - The environment is not complete',
    'custom skipped - The environment is not complete',
  ]);
  assert.deepEqual(verdictOf(steps), { state: 'blocked', reason: 'install-failed' });
});

test('a failing import does not skip custom', async () => {
  const plan = await rigs.cell(
    { 'thing.py': 'raise ImportError("no")' },
    { custom: commandTest('echo ran') },
  );
  const steps = await runSteps(plan);
  assert.deepEqual(summary(steps).slice(1), [
    'import fail import-failed `import thing` raised `ImportError`: no',
    'custom pass -',
  ]);
  const log = join(plan.logsFolder, 'thing-1.custom.log');
  assert.equal(await readFile(log, 'utf8'), 'ran\n');
});

test('the custom step is judged by its exit status', async () => {
  assert.equal(
    summary(await command('echo "1 passed"; echo why >&2; exit 3'))[2],
    'custom fail tests-failed `echo "1 passed"; echo why >&2; exit 3` exited with status 3: why',
  );
  assert.equal(
    (await command('kill -ABRT $$'))[2]?.message,
    '`kill -ABRT $$` was killed by `SIGABRT`',
  );
  assert.equal(
    summary(await command('no-such-tool-x'))[2]?.slice(0, 34),
    'custom fail tests-not-runnable `no',
  );
  assert.equal((await command('exit 5'))[2]?.verdict?.reason, 'tests-failed');
  assert.equal((await command('{python} -c "import sys; sys.exit(0)" {tests}'))[2]?.state, 'pass');
});

test('the custom step has a time limit, and what it started ends with it', async () => {
  const limits = { ...defaultLimits, customMs: 100, graceMs: 50 };
  const steps = await command('trap "" TERM; sleep 600 & while :; do :; done', { limits });
  assert.equal(steps[2]?.verdict?.reason, 'timeout');
  assert.match(steps[2].message, /took longer than 0\.1 s$/);
});

test('a flood that is noticed in the next step costs that one nothing', async () => {
  const source =
    'import os\nopen("../driver", "w").write(str(os.getppid()))\nos.ftruncate(1, 1 << 40)';
  const plan = await rigs.cell({ 'thing.py': source });
  // Under the supervisor of the import it waits for the flood to be noticed.
  const text = `test "$PPID" != "$(cat '${plan.folders.cell}/driver')" || exec tail -f /dev/null; exit 3`;
  const steps = await runSteps({
    ...plan,
    custom: commandTest(text),
    isolation: bareProcesses,
    limits: { ...defaultLimits, outputBytes: 20_000 },
  });
  assert.deepEqual(
    steps.map(({ verdict }) => verdict?.reason),
    [undefined, 'output-flood', 'tests-failed'],
  );
});

test('a flood belongs to the step that wrote it', async () => {
  const limits = { ...defaultLimits, outputBytes: 20_000 };
  const custom = await command('yes', { limits });
  assert.equal(summary(custom)[2], 'custom limit output-flood `yes` wrote more than 0.02 MB');
  const plan = await rigs.cell(
    { 'thing.py': 'while True: print("y" * 1000)' },
    { limits, custom: commandTest('true') },
  );
  assert.deepEqual(summary(await runSteps(plan)).slice(1), [
    'import limit output-flood `import thing` wrote more than 0.02 MB',
    'custom pass -',
  ]);
});

test('a test that kills the process above it gets no pass', async () => {
  const steps = await command('kill -9 $PPID; sleep 0.01; exit 0', { isolation: bareProcesses });
  assert.deepEqual(verdictOf(steps), { state: 'fail', reason: 'crashed' });
});

test('in the sandbox the process above cannot be killed', async (context) => {
  if (!rigs.isolation.protectsEnvironment) {
    context.skip('no sandbox here');
    return;
  }
  const steps = await command('for s in KILL TERM INT ALRM STOP; do kill -$s 1; done; exit 6');
  assert.equal(steps[2]?.exitStatus, 6);
});

async function brokenPython(plan: TestPlan): Promise<TestPlan> {
  const path = join(plan.folders.env, 'bin', 'broken');
  await writeFile(path, '#!/bin/sh\necho broken; exit 1\n', { mode: 0o755 });
  const executable = plan.isolation.seen(path, plan.folders.cell);
  return { ...plan, python: { ...plan.python, executable } };
}

test('a Python that does not start is not the fault of the release', async () => {
  const steps = await runSteps(await brokenPython(await rigs.cell({ 'thing.py': '' })));
  assert.deepEqual(verdictOf(steps), { state: 'infra', reason: 'interpreter-broken' });
  assert.equal(steps[1]?.message, 'Failed to start Python in the cell: exit status 1: broken');
});

test('a Python that does not start is no pass where there is nothing to import', async () => {
  const plan = await rigs.cell({}, { custom: commandTest('true') });
  const steps = await runSteps(await brokenPython(plan));
  assert.deepEqual(verdictOf(steps), { state: 'infra', reason: 'interpreter-broken' });
  assert.equal(steps[2]?.message, 'Failed to start Python in the cell: exit status 1: broken');
});

test('a start file that crashes Python is the fault of the release', async () => {
  const pth = 'import os, signal; os.kill(os.getpid(), signal.SIGSEGV)';
  const steps = await runSteps(await rigs.cell({ 'thing.py': '', 'thing.pth': pth }));
  assert.deepEqual(verdictOf(steps), { state: 'fail', reason: 'crashed' });
});

test('an interrupt ends the cell', async () => {
  await using held = await HeldCommands.open(await mkdtemp(join(rigs.root, 'h')));
  const controller = new AbortController();
  const running = command(`{python} ${held.script} ${held.socket} one`, {
    signal: controller.signal,
  });
  const child = await held.next();
  controller.abort();
  await assert.rejects(running, { code: 'interrupted' });
  await child.gone;
});

test('daemons of a cell are gone with it, with and without a sandbox', async () => {
  for (const isolation of [rigs.isolation, bareProcesses]) {
    await using held = await HeldCommands.open(await mkdtemp(join(rigs.root, 'h')));
    const start = (name: string): string => `{python} ${held.script} ${held.socket} ${name}`;
    const text = `setsid ${start('daemon')} & ${start('main')}`;
    const running = command(text, { isolation });
    const children = await held.nextOf(2);
    children.find((child) => child.name === 'main')?.release();
    assert.equal((await running)[2]?.state, 'pass');
    await children.find((child) => child.name === 'daemon')?.gone;
  }
});
