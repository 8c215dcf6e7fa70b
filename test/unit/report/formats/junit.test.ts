import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CellRecord } from '../../../../src/model/record.ts';
import { junitText } from '../../../../src/report/formats/junit.ts';
import type { RunReport } from '../../../../src/report/runReport.ts';
import type { JunitElement } from '../../../support/checkJunit.ts';
import { checkJunit } from '../../../support/checkJunit.ts';
import { everyVerdict, hostileRun, hostileTexts, verdicts } from '../hostileRun.ts';
import { reportOf, result, step, testsRecord } from '../world.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test('keeps to the shape, with every verdict', () => {
  const { root, faults } = checkJunit(junitText(everyVerdict()));
  assert.deepEqual(faults, []);
  const [suites] = root.children;
  const [suite] = suites?.children ?? [];
  const inside = casesOf(root).map(({ children }) => children.map(({ name }) => name).join(' '));
  const expected = verdicts.map(({ state }) =>
    state === 'pass'
      ? ''
      : state === 'fail'
        ? 'failure'
        : ['blocked', 'limit', 'infra'].includes(state)
          ? 'error'
          : 'skipped',
  );
  assert.deepEqual(inside, expected);
  const count = (name: string): string => String(expected.filter((one) => one === name).length);
  assert.deepEqual(suite?.attributes, {
    name: 'webob on 3.13',
    tests: String(verdicts.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: (verdicts.length * 0.41).toFixed(3),
    timestamp: '2026-11-24T08:00:00',
  });
});

test('a whole report', () => {
  const failed = {
    message: '2 tests failed\nassert 1 == 2',
    hint: 'look',
    attempts: [
      { state: 'limit', reason: 'timeout', message: 'too slow', seconds: 1, steps: [] },
    ] as const,
  };
  const flaky = {
    attempts: [
      { state: 'fail', reason: 'tests-failed', message: 'odd', seconds: 1, steps: [] },
      { state: 'pass', reason: 'clean', message: '', seconds: 1, steps: [] },
    ] as const,
  };
  const text = junitText(
    reportOf(
      [
        result('webob 1.8.8 3.13', { state: 'fail', reason: 'tests-failed' }, failed),
        result('webob 1.8.7 3.13 numpy===1.*', undefined, flaky),
        result('webob 1.8.8 pypy3.10'),
      ],
      { webob: 3 },
    ),
  );
  const properties = (version: string, implementation: string): readonly string[] => [
    '<properties>',
    '<property name="spip.run" value="k3f9a1b2"/>',
    '<property name="spip.sandbox" value="bubblewrap"/>',
    '<property name="spip.platform" value="linux-x86_64"/>',
    `<property name="python.version" value="${version}"/>`,
    `<property name="python.implementation" value="${implementation}"/>`,
    '</properties>',
  ];
  assert.deepEqual(text.split('\n'), [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="spip" tests="3" failures="1" errors="0" time="1.200">',
    '<testsuite name="webob on 3.13" tests="2" failures="1" errors="0" skipped="0" time="0.820" timestamp="2026-11-24T08:00:00">',
    ...properties('3.13.7', 'cpython'),
    '<testcase classname="webob.py3.13" name="1.8.8" time="0.410"><failure message="2 tests failed" type="tests-failed">2 tests failed&#10;assert 1 == 2&#10;hint: look</failure><rerunError message="too slow" type="timeout"><stackTrace>too slow</stackTrace></rerunError></testcase>',
    '<testcase classname="webob.py3.13" name="1.8.7 numpy=" time="0.410"><flakyFailure message="odd" type="tests-failed"><stackTrace>odd</stackTrace></flakyFailure></testcase>',
    '</testsuite>',
    '<testsuite name="webob on pypy3.10" tests="1" failures="0" errors="0" skipped="0" time="0.410" timestamp="2026-11-24T08:00:00">',
    ...properties('3.10.7', 'pypy'),
    '<testcase classname="webob.pypy3.10" name="1.8.8" time="0.410"/>',
    '</testsuite>',
    '</testsuites>',
    '',
  ]);
});

const counts = { passed: 3, failed: 1, errors: 1, skipped: 1, xfailed: 1, xpassed: 0 };

/** A cell with own tests: two failures of one name; three passed, one was skipped, and one failed as expected. */
function withOwnTests(): CellRecord {
  const failing = ['failed', 'error'].map((kind) => ({
    test: 'tests/test_x.py::test_y[<a>]',
    kind: kind as 'failed' | 'error',
    exception: 'AssertionError',
    message: '1 == 2',
    cause: null,
  }));
  const tests = testsRecord({ counts, failing });
  const own = { state: 'fail', reason: 'tests-failed', log: 'logs/c1.own.log', tests } as const;
  const failed = { state: 'fail', reason: 'tests-failed' } as const;
  return result('webob 1.0 3.13', failed, { steps: [step('own', own)] });
}

const failures = [
  ['1.0 tests/test_x.py::test_y[<a>]', ['failure AssertionError: 1 == 2']],
  ['1.0 tests/test_x.py::test_y[<a>] (2)', ['error AssertionError: 1 == 2']],
];

/** Names of cases and what stands in them. */
function told(report: RunReport): readonly unknown[] {
  const { root, faults } = checkJunit(junitText(report));
  assert.deepEqual(faults, []);
  return casesOf(root).map(({ attributes, children }) => [
    attributes['name'],
    children.map(({ name, text, attributes: { message, type } }) =>
      [name, name === 'system-out' ? text : (message ?? type ?? '')].join(' '),
    ),
  ]);
}

test('each test of its own is a case with a name of its own', async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'logs'));
  const names = {
    passed: ['tests/test_x.py::test_1', 'tests/test_x.py::test_1', '</testcase>'],
    skipped: ['tests/test_x.py::test_2'],
    xfailed: ['tests/test_x.py::test_3'],
    xpassed: [],
  };
  await writeFile(join(folder, 'logs/c1.own.tests.json'), JSON.stringify({ counts, names }));
  const report = { ...reportOf([withOwnTests()], {}), folder };
  assert.deepEqual(told(report), [
    [
      '1.0',
      [
        'failure tests-failed',
        'system-out 3 passed, 1 failed, 1 errors, 1 skipped, 1 xfailed, 0 xpassed',
      ],
    ],
    ...failures,
    ['1.0 tests/test_x.py::test_1', []],
    ['1.0 tests/test_x.py::test_1 (2)', []],
    ['1.0 </testcase>', []],
    ['1.0 tests/test_x.py::test_2', ['skipped skipped']],
    ['1.0 tests/test_x.py::test_3', ['skipped xfailed']],
  ]);
  // Names of another run of the tests are none of this one.
  const others = { counts: { ...counts, passed: 4 }, names };
  await writeFile(join(folder, 'logs/c1.own.tests.json'), JSON.stringify(others));
  assert.deepEqual(told(report).slice(1), failures);
});

test('tests that nobody named are counted', () => {
  assert.deepEqual(told(reportOf([withOwnTests()], {})), [
    [
      '1.0',
      [
        'failure tests-failed',
        'system-out 3 passed, 1 failed, 1 errors, 1 skipped, 1 xfailed, 0 xpassed; 5 of them have no case here',
      ],
    ],
    ...failures,
  ]);
});

test('the names of 100,000 cells with many tests are less than GitLab reads', async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'logs'));
  const many = { ...counts, passed: 1000 };
  const names = {
    passed: Array.from({ length: 1000 }, (_, index) => `tests/test_x.py::test_${index}`),
    skipped: [],
    xfailed: [],
    xpassed: [],
  };
  await writeFile(join(folder, 'logs/c1.own.tests.json'), JSON.stringify({ counts: many, names }));
  const tests = testsRecord({ counts: many });
  const cells = Array.from({ length: 100_000 }, (_, index) =>
    result(`webob 1.${index} 3.13`, undefined, {
      // One file is enough: all read it.
      steps: index % 100 === 0 ? [step('own', { log: 'logs/c1.own.log', tests })] : [],
    }),
  );
  const text = junitText({ ...reportOf(cells, {}), folder });
  assert.ok(Buffer.byteLength(text) < 30_000_000, `${Buffer.byteLength(text)} bytes`);
  const cases = text.match(/<testcase /g)?.length ?? 0;
  assert.ok(cases > 150_000 && cases < 500_000, `${cases} cases`);
});

test('text from outside stays text', () => {
  const { root, faults } = checkJunit(junitText(hostileRun()));
  assert.deepEqual(faults, []);
  assert.equal(casesOf(root).length, hostileTexts.length);
  assert.ok(casesOf(root).every(({ children }) => children.length === 2));
  assert.ok(casesOf(root)[0]?.children[0]?.text.startsWith(hostileTexts[0] ?? '-'));
});

test('100,000 failures are less than GitLab reads, each with its own name', () => {
  const cells = Array.from({ length: 100_000 }, (_, index) =>
    result(
      `package-${index % 100} 1.${index} 3.13`,
      { state: 'fail', reason: 'tests-failed' },
      { message: `assert ${'x'.repeat(5000)}` },
    ),
  );
  const text = junitText(reportOf(cells, {}));
  assert.ok(Buffer.byteLength(text) < 30_000_000, `${Buffer.byteLength(text)} bytes`);
  const names = new Set(text.match(/classname="[^"]*" name="[^"]*"/g));
  assert.equal(names.size, cells.length);
});

function casesOf(element: JunitElement): readonly JunitElement[] {
  return element.name === 'testcase' ? [element] : element.children.flatMap(casesOf);
}
