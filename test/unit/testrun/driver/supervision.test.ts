import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { SpipError } from '../../../../src/lib/spipError.ts';
import type { CustomTest } from '../../../../src/model/cellJob.ts';
import type { Isolation } from '../../../../src/process/isolation/isolation.ts';
import { runSteps } from '../../../../src/testrun/runSteps.ts';
import { CellRigs, commandTest, summary } from '../cellRig.ts';

let rigs: CellRigs;
before(async () => {
  rigs = await CellRigs.open();
});
after(async () => rigs[Symbol.asyncDispose]());

/** Puts Python code before that with which the supervising process starts. */
function startingWith(code: string): Isolation {
  const { isolation } = rigs;
  return {
    ...isolation,
    wrap: (command) => {
      const [start = '', ...words] = command.argv.toReversed();
      return isolation.wrap({
        ...command,
        argv: [...words.toReversed(), `${code}\n${start}`],
      });
    },
  };
}

test('where its turn does not come nothing of the release runs, and its control group is closed', async () => {
  const reason = new Error('no turn');
  let isClosed = false;
  const close = (): void => {
    isClosed = true;
  };
  const plan = await rigs.cell(
    { 'thing.py': '' },
    {
      turn: () => Promise.reject(reason),
      groups: { open: () => ({ joins: [], exceeded: () => undefined, close }) },
    },
  );
  await assert.rejects(runSteps(plan), reason);
  assert.ok(isClosed);
});

test('where no process can be started the cell has no verdict, and the limit is named', async () => {
  const reason = 'Resource temporarily unavailable';
  const fork = `import posix\ndef fork(): raise OSError(11, "${reason}")\nposix.fork = fork`;
  const isolation = startingWith(fork);
  await assert.rejects(runSteps(await rigs.cell({ 'thing.py': '' }, { isolation })), {
    code: 'internal',
    message: `Failed to start a process in the cell: [Errno 11] ${reason}`,
    hint: 'raise the limit of processes (`ulimit -u`) or lower `--jobs`',
  });
});

test('a channel that is full, broken or speaks in tongues gives no verdict', async () => {
  const ready = String.raw`os.write(3, b'{"event":"ready","guarded":true}\n')`;
  const cases = {
    'exit status 0': `${ready}; os._exit(0)`,
    'exit status 3': `${ready}; os._exit(3)`,
    '`{"event":"passed"}`': String.raw`os.write(3, b'{"event":"passed"}\n'); ${ready}; os._exit(0)`,
    '`passed`': String.raw`os.write(3, b'passed\n'); ${ready}; os._exit(0)`,
    'Failed to supervise': `while True: ${ready}`,
  };
  for (const [told, code] of Object.entries(cases)) {
    const isolation = startingWith(`import os\n${code}`);
    const cell = await rigs.cell({ 'thing.py': '' }, { isolation });
    const came = await runSteps(cell).catch((error: unknown) => error);
    if (came instanceof SpipError) {
      assert.equal(came.code, 'internal');
      assert.ok(came.message.includes(told), came.message);
    } else {
      // Gone before it has read its orders: what it said may be lost with the pipe, and it counts as never started.
      const [first] = came as Awaited<ReturnType<typeof runSteps>>;
      assert.deepEqual(first?.verdict, { state: 'infra', reason: 'interpreter-broken' });
    }
  }
});

test('where children could reach the one that supervises them, each step has its own', async () => {
  let starts = 0;
  const unguarded = startingWith('import sys; sys.modules["_ctypes"] = None');
  const isolation: Isolation = {
    ...unguarded,
    // Else the failure is looked at once more.
    hasLayer: false,
    wrap: (command) => {
      starts += 1;
      return unguarded.wrap(command);
    },
  };
  const custom = commandTest('exit 3');
  const steps = await runSteps(await rigs.cell({ 'a.py': '', 'b.py': '' }, { custom, isolation }));
  assert.deepEqual(
    steps.map(({ state }) => state),
    ['pass', 'pass', 'fail'],
  );
  assert.equal(starts, process.platform === 'linux' ? 2 : 1);
});

const skip = process.platform === 'linux' ? false : 'prlimit(2) is Linux only';

test('limits that a child sets for its supervisor hold for no other', { skip }, async () => {
  const code = `import os, resource
for name in ("RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_NPROC"):
    resource.prlimit(os.getppid(), getattr(resource, name), (0, 0))
`;
  const modules = ['a', 'b', 'c'];
  const files = { 'a.py': code, 'b.py': 'raise ValueError("honest")', 'c.py': code };
  const plan = await rigs.cell(files, { custom: commandTest('exit 3'), modules });
  assert.deepEqual(summary(await runSteps(plan)).slice(1), [
    'import fail import-failed `import b` raised `ValueError`: honest',
    'custom fail tests-failed `exit 3` exited with status 3',
  ]);
});

test('what a module says of itself concerns it alone', async () => {
  const liar = `import json, os, sys
word = json.dumps({"places": [sys.prefix + "/x"], "builtin": False}) + "\\n"
for descriptor in range(3, 100):
    try:
        os.write(descriptor, word.encode())
    except OSError:
        pass
os._exit(0)`;
  const files = { 'honest.py': 'raise ValueError("honest")', 'liar.py': liar };
  const custom = commandTest('exit 3');
  const plan = await rigs.cell(files, { custom, modules: ['honest', 'liar'] });
  assert.deepEqual(summary(await runSteps(plan)).slice(1), [
    'import fail import-failed `import honest` raised `ValueError`: honest',
    'custom fail tests-failed `exit 3` exited with status 3',
  ]);
  // There is no other witness of what happens inside one process.
  const alone = await runSteps(await rigs.cell(files, { modules: ['liar'] }));
  assert.equal(alone[1]?.state, 'pass');
});

test('a name of an exception stays on its line', async () => {
  const code = String.raw`raise type("Odd\n\x1b[2J pass  clean", (Exception,), {})("why\nnot")`;
  const steps = await runSteps(await rigs.cell({ 'thing.py': code }));
  assert.equal(steps[1]?.message, '`import thing` raised `thing.Odd pass clean`: why not');
});

test('files of the custom step lie in its own folder, as they are', async () => {
  const plan = await rigs.cell({ 'thing.py': 'open("left", "w").close()' });
  const tests = join(plan.runFolder, 'tests');
  const script = join(tests, 'deep', 'run.sh');
  await mkdir(join(tests, 'deep'), { recursive: true });
  await writeFile(script, 'exit 4', { mode: 0o555 });
  await symlink('deep/run.sh', join(tests, 'link'));
  await symlink(script, join(tests, 'followed'));
  const text = `set -e; cd {tests}; test "$(readlink link)" = deep/run.sh; test -x deep/run.sh
    echo more >deep/new; test -f followed; test ! -L followed; test ! -e ../left; sh link`;
  const custom: CustomTest = {
    kind: 'command',
    text,
    tests: 'tests',
    files: [{ path: tests, name: 'tests' }],
    follow: { [join(tests, 'followed')]: script },
  };
  const steps = await runSteps({ ...plan, custom });
  assert.equal(steps[2]?.exitStatus, 4, steps[2]?.message);
});

test('a file of the custom step that cannot be had is no failure of the release', async () => {
  const plan = await rigs.cell({ 'thing.py': '' });
  const custom: CustomTest = {
    ...commandTest('true'),
    files: [{ path: join(plan.runFolder, 'gone'), name: 'gone' }],
  };
  await assert.rejects(runSteps({ ...plan, custom }), { code: 'disk', message: /lay out.*gone/ });
});
