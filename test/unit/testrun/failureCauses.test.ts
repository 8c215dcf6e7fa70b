import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FailingTest } from '../../../src/model/ownTests.ts';
import { bareProcesses } from '../../../src/process/isolation/bareProcesses.ts';
import { runSteps } from '../../../src/testrun/runSteps.ts';
import type { OwnTests } from '../../../src/testrun/testPlan.ts';
import type { BasePython } from '../../support/pythonEnv.ts';
import { CellRigs } from './cellRig.ts';

let rigs: CellRigs;
before(async () => {
  rigs = await CellRigs.open();
});
after(async () => rigs[Symbol.asyncDispose]());

const own: OwnTests = {
  runner: 'unittest',
  fallback: false,
  rule: 'test-folder',
  from: 'sdist',
  paths: ['checks'],
  targets: ['checks'],
  files: [],
  readOnly: [],
  notPlaced: [],
  copies: [],
  args: [],
  env: {},
  config: undefined,
  configured: [],
  environment: 'declared',
  requirements: { source: '', asked: [], left_out: [] },
};

/** What becomes of a file of tests on a Python that lacks `_absent`, `missing` and `lost`. */
async function failingOf(text: string, python: BasePython): Promise<readonly FailingTest[]> {
  const plan = await rigs.cell({ 'thing.py': 'def reads():\n    import nowhere\n' }, {}, python);
  const path = join(plan.runFolder, 'any.py');
  await writeFile(path, `import unittest\n${text}`);
  const steps = await runSteps({
    ...plan,
    own: { ...own, files: [{ path, name: 'checks/test_it.py' }] },
    python: { ...python, lacks: ['_absent', 'missing', 'lost'] },
    isolation: bareProcesses,
  });
  return steps.find(({ name }) => name === 'own')?.tests?.failing ?? [];
}

function inTest(line: string): string {
  return `class T(unittest.TestCase):\n    def test_it(self):\n        ${line}\n`;
}

/** The newest Python 3, and Python 2 where there is one: it has no types of its own for what is missing. */
function pythons(): readonly BasePython[] {
  return [rigs.python, ...rigs.pythons.filter(({ version }) => version.startsWith('2.'))];
}

test('a module that this Python was built without is a cause, whoever imports it and under which name', async () => {
  for (const python of pythons()) {
    const lines = ['import _absent', 'import absent', 'import _missing', 'import Lost.constants'];
    for (const text of [...lines.map(inTest), ...lines]) {
      const [failing] = await failingOf(text, python);
      assert.equal(failing?.cause, 'python-build', `${python.version}: ${text}`);
    }
  }
});

test('a module that a file of tests cannot import is missing; what the release imports is its own affair', async () => {
  for (const python of pythons()) {
    const [absent] = await failingOf('import nowhere\n', python);
    assert.equal(absent?.cause, 'missing-module', python.version);
    assert.match(absent.message, /^(?:ModuleNotFound|Import)Error: No module named '?nowhere'?$/);
    const [own] = await failingOf('import thing\nthing.reads()\n', python);
    assert.equal(own?.cause, null, python.version);
    const [other] = await failingOf('from thing import nothing\n', python);
    assert.equal(other?.cause, null, python.version);
  }
});
