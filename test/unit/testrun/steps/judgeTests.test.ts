import { nothingAround } from '../../../../src/model/cellJob.ts';
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { bareProcesses } from '../../../../src/process/isolation/bareProcesses.ts';
import { foldersOfCell } from '../../../../src/process/isolation/cellFolders.ts';
import type { Evidence } from '../../../../src/testrun/evidence/readEvidence.ts';
import { readTestsReport } from '../../../../src/testrun/runners/readTestsReport.ts';
import { judgeTests } from '../../../../src/testrun/steps/judgeTests.ts';
import type { ChildEnd, StepRun } from '../../../../src/testrun/steps/step.ts';
import { testsRecord } from '../../../../src/testrun/steps/testsRecord.ts';
import type { OwnTests, TestPlan } from '../../../../src/testrun/testPlan.ts';
import { defaultLimits } from '../../../../src/testrun/testPlan.ts';
import { plainOwnTests } from '../../../support/plainOwnTests.ts';

const own: OwnTests = {
  ...plainOwnTests,
  notPlaced: ['setup.py', 'src/thing/__init__.py', 'src/thing/left_out.py'],
};

const unmeasured = { memoryBytes: undefined, cpuSeconds: undefined, diskBytes: undefined };

const plan: TestPlan = {
  id: 'thing==1.0@3.11',
  slug: 'c1',
  python: { executable: '/python', basePrefix: '/usr', elsewhere: [], lacks: [] },
  problems: [],
  installSeconds: 0,
  modules: ['thing'],
  imports: true,
  covers: [],
  layered: false,
  extraFor: () => Promise.resolve(undefined),
  own,
  custom: undefined,
  around: nothingAround,
  repair: null,
  limits: defaultLimits,
  isolation: bareProcesses,
  doors: { network: 'host', variables: {}, mounts: [] },
  folders: foldersOfCell('/cell'),
  tools: undefined,
  share: 1,
  runFolder: '/run',
  logsFolder: '/run/logs',
  signal: new AbortController().signal,
};

const zero = { passed: 0, failed: 0, errors: 0, skipped: 0, xfailed: 0, xpassed: 0 };

/** The last word of a runner. */
function end(exit: number, counts: Partial<typeof zero> = {}, more: object = {}): object {
  const all = { ...zero, ...counts };
  return {
    end: {
      runner: 'pytest',
      version: '9',
      exit,
      counts: all,
      skips: [],
      left: 0,
      taken: ['thing'],
      guarded: [],
      ...more,
    },
  };
}

function failure(more: object = {}): object {
  return {
    test: 'a::b',
    kind: 'failed',
    exception: 'E',
    message: 'no',
    cause: null,
    missing: null,
    fixture: null,
    absent: null,
    named: null,
    outside: null,
    ...more,
  };
}

interface Given {
  readonly said?: readonly object[];
  readonly child?: Partial<ChildEnd>;
  readonly run?: Partial<StepRun>;
  readonly evidence?: readonly Evidence[];
}

/** State and reason, or `pass`, and the message. */
function judged({ said = [], child = {}, run = {}, evidence = [] }: Given): string {
  const text = said.map((line) => JSON.stringify(line)).join('\n');
  const ended: ChildEnd = {
    exitStatus: 0,
    signal: undefined,
    expired: false,
    seconds: 1,
    cpuSeconds: 1,
    maxRssBytes: 1,
    said: text,
    ...child,
  };
  const report = readTestsReport(text);
  const tests = testsRecord(own, report, plan);
  const ran: StepRun = {
    use: unmeasured,
    ends: [ended],
    brokenOff: undefined,
    seconds: 1,
    log: undefined,
    tail: '',
    ...run,
  };
  const { verdict, message } = judgeTests(plan, { run: ran, report, tests, evidence });
  return `${verdict === undefined ? 'pass' : `${verdict.state}/${verdict.reason}`} ${message.replaceAll('\n', ' | ')}`.trim();
}

suite('what a run of own tests came to', () => {
  test('a pass needs a status of 0, the same word of the runner, a test that ran, and none that failed', () => {
    assert.equal(judged({ said: [end(0, { passed: 2, skipped: 1 })] }), 'pass');
    assert.equal(judged({ said: [end(0, { xfailed: 1 })] }), 'pass');
    assert.match(
      judged({ said: [end(0, { passed: 2 })], child: { exitStatus: 1 } }),
      /^fail\/tests-failed pytest ended with status 1 though none of 2 tests failed/,
    );
    assert.match(judged({ said: [end(1, { passed: 2 })] }), /^fail\/tests-failed/);
    assert.match(
      judged({ said: [end(0, { passed: 2, failed: 1 })] }),
      /^fail\/tests-failed 1 of 3 tests failed/,
    );
    assert.match(judged({ said: [failure(), end(0, { passed: 2 })] }), /^fail\/tests-failed/);
    assert.equal(
      judged({ said: [end(0)] }),
      'no-tests/none-collected pytest collected no tests in `tests`',
    );
    assert.match(
      judged({ said: [end(0, { skipped: 2 }, { skips: [['why', 2]] })] }),
      /^no-tests\/all-skipped All 2 tests were skipped: why$/,
    );
  });

  test('tests that were skipped for want of an import are counted in a note, also beside a pass', () => {
    const skips = [
      ["could not import 'numpy': No module named 'numpy'", 3],
      ['Could not import PyOpenSSL', 2],
      ['async def function and no async plugin installed (see warnings)', 7],
      ['needs Windows', 4],
    ];
    const text = JSON.stringify(end(0, { passed: 1, skipped: 9 }, { skips }));
    const report = readTestsReport(text);
    const ended = { exitStatus: 0, signal: undefined, expired: false, seconds: 1 };
    const child: ChildEnd = { ...ended, cpuSeconds: 1, maxRssBytes: 1, said: text };
    const run: StepRun = {
      use: unmeasured,
      ends: [child],
      brokenOff: undefined,
      seconds: 1,
      log: undefined,
      tail: '',
    };
    const { verdict, notes } = judgeTests(plan, {
      run,
      report,
      tests: testsRecord(own, report, plan),
      evidence: [],
    });
    assert.equal(verdict, undefined);
    assert.match(
      notes?.[0]?.text ?? '',
      /^12 tests or files of tests skipped, because an import is missing/,
    );
  });

  test('nothing said, or nothing that can be read, is never a pass', () => {
    assert.equal(
      judged({}),
      'fail/crashed The test run ended with status 0 before it was complete',
    );
    assert.match(judged({ said: [{ end: { exit: 0 } }] }), /^fail\/crashed/);
    assert.match(judged({ said: [{ running: 'a::b' }] }), /^fail\/crashed .* in `a::b`$/);
    assert.equal(
      judged({ child: { exitStatus: 1 }, run: { tail: 'x\nError: no pytest' } }),
      'blocked/tests-not-runnable pytest did not start: Error: no pytest',
    );
  });

  test('signals, limits and what broke off', () => {
    const said = [{ running: 'a::b' }, end(0, { passed: 1 })];
    assert.equal(
      judged({ said, child: { signal: 'SIGSEGV', exitStatus: undefined } }),
      'fail/crashed The test run was killed by `SIGSEGV` in `a::b`',
    );
    assert.equal(
      judged({ said, child: { expired: true } }),
      'limit/timeout The tests took longer than 600 s in `a::b`',
    );
    assert.match(judged({ said, run: { brokenOff: 'output-flood' } }), /^limit\/output-flood/);
    assert.match(judged({ said, run: { ends: [] } }), /^fail\/crashed/);
  });

  test('something else in the place of the release comes before everything', () => {
    const evidence: readonly Evidence[] = [
      { kind: 'module', name: 'thing', file: '/cell/cwd/thing.py' },
    ];
    assert.match(
      judged({ said: [end(0, { passed: 1 })], evidence }),
      /^blocked\/tests-not-runnable `import thing` took `\/cell\/cwd\/thing.py`/,
    );
    assert.equal(
      judged({ said: [end(0, { passed: 1 })], evidence: [{ kind: 'tool', name: 'tox' }] }),
      'pass',
    );
  });

  test('pytest that broke down or did not start says nothing of the release', () => {
    const child = { exitStatus: 3 };
    assert.equal(
      judged({ said: [failure({ kind: 'error' }), end(3, { errors: 1 })], child }),
      'blocked/tests-not-runnable pytest broke down: E: no',
    );
    assert.match(
      judged({ said: [end(4)], child: { exitStatus: 4 }, run: { tail: 'ERROR: usage' } }),
      /did not accept how it was started: ERROR: usage$/,
    );
  });

  test('a runner that was stopped before any test ran is no suite that skips', () => {
    const stopped = { said: [end(2, { skipped: 1 })], child: { exitStatus: 2 } };
    assert.match(judged(stopped), /^blocked\/tests-not-runnable pytest ended with status 2 before/);
  });

  test('failures of one kind stand together, and those of the surroundings alone are none of the release', () => {
    const child = { exitStatus: 1 };
    const network = failure({ cause: 'network', exception: 'gaierror' });
    assert.equal(
      judged({
        said: [failure(), failure({ test: 'c::d' }), network, end(1, { failed: 3 })],
        child,
      }),
      'fail/tests-failed 3 of 3 tests failed | a::b and 1 more: E: no | a::b: gaierror: no [network]',
    );
    assert.match(
      judged({ said: [network, end(1, { failed: 1, passed: 4 })], child }),
      /^blocked\/tests-not-runnable 1 of 5 tests failed/,
    );
    // What is not told of may be anything.
    assert.match(
      judged({ said: [network, end(1, { failed: 2 }, { left: 1 })], child }),
      /^fail\/tests-failed/,
    );
    const collection = failure({ kind: 'collection' });
    assert.match(
      judged({ said: [collection, end(2, { errors: 1 })], child: { exitStatus: 2 } }),
      /^fail\/collection-failed 1 file of tests could not be collected/,
    );
    const missing = { ...collection, missing: 'nowhere' };
    assert.match(
      judged({ said: [missing, end(2, { errors: 1 })], child: { exitStatus: 2 } }),
      /^blocked\/tests-not-runnable/,
    );
  });

  test('a module of the release that is missing is its own failure, unless only its wheel leaves it out', () => {
    const of = (missing: string): string =>
      judged({ said: [failure({ missing }), end(1, { failed: 1 })], child: { exitStatus: 1 } });
    assert.match(of('thing.moves'), /^fail\/tests-failed/);
    assert.match(of('thing.moves.urllib'), /^fail\/tests-failed/);
    assert.match(of('thing.left_out'), /^blocked\/tests-not-runnable .*\[missing-module\]$/);
    assert.match(of('something'), /^blocked\/tests-not-runnable .*\[missing-module\]$/);
  });

  test('a file that the sandbox hides is nobody’s failure; where nothing is hidden it is none', () => {
    const shown = (outside: string, level: 'bubblewrap' | 'none'): string => {
      const isolated = { ...plan, isolation: { ...plan.isolation, level } };
      const text = [failure({ outside }), end(1, { failed: 1 })]
        .map((line) => JSON.stringify(line))
        .join('\n');
      return testsRecord(own, readTestsReport(text), isolated).failing[0]?.cause ?? 'none';
    };
    assert.equal(shown('/sys/kernel', 'bubblewrap'), 'hidden-file');
    assert.equal(shown('/sys/kernel', 'none'), 'none');
    assert.equal(shown('/sys/no-such-thing', 'bubblewrap'), 'none');
    assert.equal(shown('/proc/self', 'bubblewrap'), 'none');
  });

  test('a file that is absent is nobody’s failure where the sdist had it or was to have it', () => {
    const child = { exitStatus: 1 };
    const of = (absent: string): string =>
      judged({ said: [failure({ absent }), end(1, { failed: 1 })], child });
    assert.match(of('setup.py'), /^blocked/);
    assert.match(of('tests/data.json'), /^blocked/);
    assert.match(of('made-by-the-release.txt'), /^fail/);
    const spoken = (named: string): string =>
      judged({ said: [failure({ named }), end(1, { failed: 1 })], child });
    assert.match(spoken('src/thing/__init__.py'), /^blocked/);
    assert.match(spoken('tests/made.txt'), /^fail/);
  });
});
