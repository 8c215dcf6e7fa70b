import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { seenFolders } from '../../../../src/process/isolation/isolation.ts';
import { runSteps } from '../../../../src/testrun/runSteps.ts';
import { witnessFile } from '../../../../src/testrun/evidence/witnessPython.ts';
import type { BasePython } from '../../../support/pythonEnv.ts';
import { CellRigs, commandTest, summary } from '../cellRig.ts';

let rigs: CellRigs;
before(async () => {
  rigs = await CellRigs.open();
});
after(async () => rigs[Symbol.asyncDispose]());

/** Of a cell whose working folder hides the release, how its witness looks and what came of it. */
async function hidden(python: BasePython): Promise<{ text: string; steps: readonly string[] }> {
  const { version, implementation, executable } = python;
  const site = `lib/${implementation === 'pypy' ? 'pypy' : 'python'}${version}/site-packages`;
  const plan = await rigs.cell(
    { 'thing.py': '', '/thing.py': '' },
    { imports: false, custom: commandTest('python -c "import thing"') },
    python,
  );
  const { home } = seenFolders(plan.isolation, plan.folders);
  const text = witnessFile(['thing'], [], { python: executable, home, deep: false });
  await writeFile(join(plan.folders.env, site, 'spip-witness.pth'), text);
  return { text, steps: summary(await runSteps(plan)) };
}

test('what a Python has made of the witness once sees the same as its source, on every Python', async () => {
  for (const python of rigs.pythons) {
    const first = await hidden(python);
    const second = await hidden(python);
    assert.ok(first.text.includes('def look') && second.text.includes('marshal'), python.version);
    assert.deepEqual(second.steps, first.steps, python.version);
    assert.match(
      first.steps.at(-1) ?? '',
      /^custom fail tests-not-runnable .*thing\.py/,
      python.version,
    );
  }
});
