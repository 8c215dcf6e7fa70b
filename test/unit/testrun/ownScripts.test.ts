// Programs of a project that run its tests: what counts is what unittest was told, and how they ended.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { StepResult } from '../../../src/testrun/stepResult.ts';
import type { OwnTests } from '../../../src/testrun/testPlan.ts';
import { OwnSuites } from './ownSuites.ts';

let suites: OwnSuites;
before(async () => {
  suites = await OwnSuites.open();
});
after(async () => suites[Symbol.asyncDispose]());

const cases = `import unittest
class Case(unittest.TestCase):
    def test_good(self):
        pass
    def test_it(self):
        LINE
    @unittest.skip("not here")
    def test_skipped(self):
        pass
    @unittest.expectedFailure
    def test_known(self):
        self.fail()
`;
const suiteOf = 'unittest.defaultTestLoader.loadTestsFromTestCase(Case)';

/** How a program may end that runs the cases, by unittest or a runner of its own. */
const programs: Readonly<Record<string, string>> = {
  plain: 'unittest.main()',
  'with a result of its own': `import sys
class Result(unittest.TextTestResult):
    def addSuccess(self, test):
        unittest.TestResult.addSuccess(self, test)
outcome = unittest.TextTestRunner(resultclass=Result).run(${suiteOf})
sys.exit(not outcome.wasSuccessful())`,
  'without a runner': `import sys
result = unittest.TestResult()
${suiteOf}.run(result)
sys.exit(not result.wasSuccessful())`,
  'that ends with 0 whatever came of it': `${suiteOf}.run(unittest.TestResult())`,
};

async function ranBy(
  script: string,
  files: Readonly<Record<string, string>> = {},
  { folder = '', args = [] }: Partial<NonNullable<OwnTests['script']>> = {},
): Promise<readonly (readonly [version: string, step: StepResult | undefined])[]> {
  const all = { 'checks/run.py': script, ...files };
  const own = { targets: ['checks/run.py'], script: { folder, args } };
  return Promise.all(
    suites
      .pythons()
      .map(async (python) => [python.version, await suites.stepOf(python, all, own)] as const),
  );
}

function verdictOf(step: StepResult | undefined): string {
  return step?.verdict === undefined ? 'pass' : `${step.verdict.state}/${step.verdict.reason}`;
}

test('each way in which a program runs tests of unittest is counted, and what fails fails', async () => {
  for (const [name, program] of Object.entries(programs)) {
    for (const [line, verdict, failed] of [
      ['pass', 'pass', 0],
      ['self.fail("no")', 'fail/tests-failed', 1],
    ] as const) {
      for (const [version, step] of await ranBy(`${cases.replace('LINE', line)}${program}\n`)) {
        const about = `${name}, ${line}, ${version}`;
        assert.equal(verdictOf(step), verdict, about);
        const { passed, failed: bad, skipped, xfailed } = step?.tests?.counts ?? {};
        assert.deepEqual([passed, bad, skipped, xfailed], [2 - failed, failed, 1, 1], about);
      }
    }
  }
});

test('a program of which nothing was counted is no pass, whatever it ends with', async () => {
  for (const [script, verdict] of [
    ['print("3000 tests passed")\n', 'no-tests/none-collected'],
    ['raise SystemExit(0)\n', 'no-tests/none-collected'],
    ['raise SystemExit(3)\n', 'blocked/tests-not-runnable'],
    ['raise SystemExit("no")\n', 'blocked/tests-not-runnable'],
    ['1/0\n', 'blocked/tests-not-runnable'],
    ['import os; os._exit(0)\n', 'fail/crashed'],
  ] as const) {
    for (const [version, step] of await ranBy(script)) {
      assert.equal(verdictOf(step), verdict, `${script} on ${version}`);
    }
  }
});

test('tests that a test runs to look at what comes of them are none of the suite', async () => {
  const inner = `class Inner(unittest.TestCase):
            def runTest(self):
                self.fail()
        result = unittest.TestResult()
        Inner().run(result)
        self.assertEqual(len(result.failures), 1)`;
  for (const [version, step] of await ranBy(`${cases.replace('LINE', inner)}unittest.main()\n`)) {
    assert.equal(verdictOf(step), 'pass', version);
    assert.equal(step?.tests?.counts.passed, 2, version);
  }
});

test('a program has its own folder to import from, starts where it is to, and is told its labels', async () => {
  const line = `import os, sys, beside
        self.assertEqual(open("data").read(), "here")
        self.assertEqual(sys.argv[1:], ["label"])`;
  const program = `${cases.replace('LINE', line)}unittest.main(argv=["run"])\n`;
  for (const folder of ['', 'other']) {
    const data = folder === '' ? 'data' : 'other/data';
    const files = { 'checks/beside.py': '', [data]: 'here' };
    for (const [version, step] of await ranBy(program, files, { folder, args: ['label'] })) {
      assert.equal(verdictOf(step), 'pass', `${folder}, ${version}: ${step?.message ?? ''}`);
    }
  }
});
