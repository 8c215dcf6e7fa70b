// What a step may use: each limit has a state of its own, whoever keeps it, and the next step has its turn.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { bareProcesses } from '../../../src/process/isolation/bareProcesses.ts';
import { openControlGroups } from '../../../src/process/usage/controlGroups.ts';
import { runSteps } from '../../../src/testrun/runSteps.ts';
import { defaultLimits } from '../../../src/testrun/testPlan.ts';
import type { TestPlan } from '../../../src/testrun/testPlan.ts';
import { CellRigs, commandTest, summary } from './cellRig.ts';

let rigs: CellRigs;
before(async () => {
  rigs = await CellRigs.open();
});
after(async () => rigs[Symbol.asyncDispose]());

const groups = openControlGroups();
after(() => groups?.close());

const skip = process.platform === 'linux' ? false : 'only Linux tells what processes use';
const forever = 'exec tail -f /dev/null';

const faults: Readonly<
  Record<string, { readonly text: string; readonly limits: object; readonly told: string }>
> = {
  'out-of-memory': {
    text: `{python} -c 'held = b"x" * 400000000; import signal; signal.pause()'`,
    limits: { memoryBytes: 150_000_000 },
    told: 'used more than 150 MB of memory',
  },
  processes: {
    text: `for i in $(seq 60); do (${forever}) & done; wait`,
    limits: { tasks: 40 },
    told: 'had more than 40 processes and threads',
  },
  'no-space': {
    text: `head -c 60000000 /dev/zero > big; ${forever}`,
    limits: { diskBytes: 20_000_000 },
    told: 'filled its share of the disk: 20.0 MB, or half of what was free',
  },
  silence: {
    text: `echo once; ${forever}`,
    limits: { silenceMs: 500 },
    told: 'said nothing for 0.5 s',
  },
};

suite('a step that takes more than its share', { skip }, () => {
  for (const [reason, { text, limits, told }] of Object.entries(faults)) {
    for (const sandboxed of [true, false]) {
      for (const kept of [false, true]) {
        const how = `${sandboxed ? 'in a sandbox' : 'bare'}, ${kept ? 'kept by the kernel' : 'seen from outside'}`;
        test(`is ${reason}, ${how}`, async (context) => {
          if (kept && groups === undefined) {
            context.skip('no control groups can be made here');
            return;
          }
          const more: Partial<TestPlan> = {
            custom: commandTest(text),
            limits: { ...defaultLimits, ...limits },
            groups: kept ? groups : undefined,
            ...(sandboxed ? {} : { isolation: bareProcesses }),
          };
          const plan = await rigs.cell({ 'thing.py': '' }, more);
          const [, imported, custom] = await runSteps(plan);
          assert.equal(imported?.state, 'pass', imported?.message);
          assert.equal(custom?.state, 'limit');
          assert.equal(custom.verdict?.reason, reason);
          assert.ok(custom.message.endsWith(told), custom.message);
        });
      }
    }
  }
});

test('a limit of one step is not held against the next one', { skip }, async () => {
  const plan = await rigs.cell(
    { 'thing.py': 'import signal\nheld = b"x" * 400000000\nsignal.pause()\n' },
    { custom: commandTest('true'), limits: { ...defaultLimits, memoryBytes: 150_000_000 } },
  );
  assert.deepEqual(summary(await runSteps(plan)).slice(1), [
    'import limit out-of-memory `import thing` used more than 150 MB of memory',
    'custom pass -',
  ]);
});

test('what a step used is told within a tenth', { skip }, async () => {
  const program = `import os, time
held = b"x" * 300000000
with open("big", "wb") as stream:
    for _ in range(50):
        stream.write(b"x" * 1000000)
while time.process_time() < 1.5:
    pass`;
  const plan = await rigs.cell({}, { custom: commandTest(`{python} -c '${program}'`) });
  const custom = (await runSteps(plan)).at(-1);
  assert.equal(custom?.state, 'pass', custom?.message);
  const { cpuSeconds = 0, memoryBytes = 0, diskBytes = 0 } = custom.resources ?? {};
  const close = (found: number, expected: number): void => {
    assert.ok(Math.abs(found - expected) < expected / 10, `${found} is far from ${expected}`);
  };
  close(cpuSeconds, 1.5);
  close(memoryBytes, 310_000_000);
  close(diskBytes, 50_000_000);
});
