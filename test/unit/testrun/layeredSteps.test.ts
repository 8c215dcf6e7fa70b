import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bareProcesses } from '../../../src/process/isolation/bareProcesses.ts';
import { runSteps } from '../../../src/testrun/runSteps.ts';
import type { StepResult } from '../../../src/testrun/stepResult.ts';
import { CellRigs, commandTest } from './cellRig.ts';

const rigs = await CellRigs.open();
after(() => rigs[Symbol.asyncDispose]());

test('a failure counts as it is unless a layer takes what the release writes', async () => {
  const isolation = { ...bareProcesses, hasLayer: true };
  /** A command that fails when it is first run, and then does something else. */
  const command = async (second: string): Promise<readonly [StepResult | undefined, string]> => {
    const plan = await rigs.cell({}, { isolation });
    const count = join(plan.runFolder, 'count');
    const text = `echo x >>${count}; test $(wc -l <${count}) -eq 2 || { echo first; exit 3; }; ${second}`;
    const [, , step] = await runSteps({ ...plan, custom: commandTest(text) });
    assert.equal(await readFile(count, 'utf8'), 'x\nx\n');
    assert.equal((await readdir(plan.logsFolder)).length, 1);
    return [step, await readFile(join(plan.runFolder, step?.log ?? ''), 'utf8')];
  };
  const [flaky, flakyLog] = await command('exit 0');
  assert.deepEqual([flaky?.verdict?.reason, flakyLog], ['tests-failed', 'first\n']);
  const [writes, writesLog] = await command('mkdir -p ../layer/1/up/lib && echo second');
  assert.deepEqual([writes?.state, writes?.verdict, writesLog], ['pass', undefined, 'second\n']);
});
