// A release's own tests: found, run against what is installed, and judged by what their runner says.
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import type { TestsRecord } from '../../src/model/ownTests.ts';
import type { CellRecord } from '../../src/model/record.ts';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import type { ServedFile } from '../support/indexPages.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { pyproject, right, stories } from '../support/testStories.ts';
import type { Story } from '../support/testStories.ts';

function filesOf(
  [name, { wheel, sdist, links }]: readonly [string, Story],
  index: number,
): readonly ServedFile[] {
  const version = `1.${index}`;
  return [
    wheelFile({ name: 'thing', version, files: wheel ?? { 'thing/__init__.py': right } }),
    ...(sdist === undefined
      ? []
      : [
          sdistFile({
            name: 'thing',
            version,
            files: { ...sdist, [`${name}.txt`]: '' },
            links,
            pyproject: String(sdist['pyproject.toml'] ?? pyproject),
          }),
        ]),
  ];
}

const names = Object.keys(stories);
const indexed = await IndexedRig.open([
  ...Object.entries(stories).flatMap(filesOf),
  // Asked for where no project says otherwise, and never started here.
  wheelFile({ name: 'pytest', version: '1.0' }),
  wheelFile({ name: 'dip', version: '1.0', files: { 'dip.py': '' } }),
  ...[1, 2].map((number) =>
    wheelFile({ name: 'dep', version: `${number}.0`, files: { 'dep.py': `number = ${number}\n` } }),
  ),
]);
after(() => indexed[Symbol.asyncDispose]());
const run = await indexed.matrix('thing --all --own-tests --timeout 10 -j 2');

function cellOf(name: string): CellRecord {
  return run.cell(`thing 1.${names.indexOf(name)}`);
}

function testsOf(name: string): TestsRecord {
  const tests = cellOf(name).steps.find((step) => step.name === 'own')?.tests;
  assert.ok(tests);
  return tests;
}

/** State, reason and the first line of the message. */
function shown(name: string): string {
  const { state, reason, message } = cellOf(name);
  return `${state}/${reason} ${message.split('\n')[0] ?? ''}`.trim();
}

suite('a release’s own tests', () => {
  test('are run against what is installed, never against the sources beside them', () => {
    assert.equal(shown('passes'), 'pass/clean');
    assert.equal(shown('source-broken'), 'pass/clean');
    assert.equal(shown('source-broken-in-src'), 'pass/clean');
    assert.equal(shown('relative-source-broken'), 'pass/clean');
    assert.equal(shown('in-the-wheel'), 'pass/clean');
    for (const name of ['installed-broken', 'relative-installed-broken']) {
      assert.equal(shown(name), 'fail/tests-failed 1 of 1 tests failed');
      assert.match(cellOf(name).message, /test_0: AssertionError: 41 != 42$/);
      // Every other environment is the same.
      assert.deepEqual(cellOf(name).attempts, []);
    }
  });

  test('that find something else in the place of the release say so', () => {
    assert.match(
      shown('hidden'),
      /^blocked\/tests-not-runnable `import thing` took `.*\/tests\/thing.py`, which hides the release/,
    );
  });

  test('where there are none, that is no failure', () => {
    assert.equal(shown('without-sdist'), 'no-tests/none-collected No own tests found');
    assert.equal(shown('without-tests'), 'no-tests/none-collected No own tests found');
    assert.equal(
      shown('nothing-in-it'),
      'no-tests/none-collected unittest collected no tests in `tests`',
    );
    assert.equal(shown('all-skipped'), 'no-tests/all-skipped All 1 tests were skipped: not here');
  });

  test('that cannot be collected fail, or miss a module', () => {
    assert.equal(
      shown('not-collected'),
      'fail/collection-failed 1 file of tests could not be collected',
    );
    assert.match(cellOf('not-collected').message, /ZeroDivisionError/);
    assert.equal(shown('missing-module'), 'blocked/tests-not-runnable 1 of 1 tests failed');
    assert.equal(testsOf('missing-module').failing[0]?.cause, 'missing-module');
  });

  test('a crash and a limit name the test', () => {
    assert.equal(
      shown('crashes'),
      'fail/crashed The test run was killed by `SIGSEGV` in `test_a.Case.test_1`',
    );
    assert.equal(
      shown('sleeps'),
      'limit/timeout The tests took longer than 10 s in `test_a.Case.test_1`',
    );
  });

  test('a status of 0 in the middle is no pass, nor is what a test says in the runner’s place', () => {
    assert.equal(
      shown('leaves'),
      'fail/crashed The test run ended with status 0 before it was complete in `test_a.Case.test_1`',
    );
    assert.equal(cellOf('forges').state, 'fail');
  });

  test('failures of the surroundings alone are not the release’s', () => {
    assert.equal(shown('refused'), 'blocked/tests-not-runnable 1 of 2 tests failed');
    assert.equal(testsOf('refused').failing[0]?.cause, 'network');
    assert.equal(shown('refused-and-wrong'), 'fail/tests-failed 2 of 2 tests failed');
    for (const name of [
      'reads-own-source',
      'starts-own-source',
      'told-of-own-source',
      'told-of-own-source-plainly',
      'installed-data',
      'links-to-its-source',
    ]) {
      assert.equal(shown(name), 'pass/clean', cellOf(name).message);
      assert.equal(cellOf(name).notes.at(-1)?.code, 'in-tree');
    }
    // What lies in the place of its sources is what was installed.
    assert.equal(
      shown('reads-own-source-installed-broken'),
      'fail/tests-failed 1 of 1 tests failed',
    );
    assert.match(cellOf('reads-own-source-installed-broken').message, /41 != 42/);
    assert.equal(shown('reads-setup'), 'blocked/tests-not-runnable 1 of 1 tests failed');
    assert.equal(testsOf('reads-setup').failing[0]?.cause, 'absent-file');
  });

  test('a program of the project runs them where no runner can, and counts as far as unittest was told', () => {
    for (const [name, paths] of [
      ['needs-its-own-program', 'runtests.py'],
      ['starts-itself', 'test/testlex.py'],
    ] as const) {
      assert.equal(shown(name), 'pass/clean', cellOf(name).message);
      const { rule, paths: ran, counts } = testsOf(name);
      assert.deepEqual([rule, ...ran, counts.passed], ['script', paths, 1]);
    }
    assert.equal(cellOf('needs-its-own-program').notes.at(-1)?.code, 'own-script');
    assert.equal(
      shown('program-that-counts-nothing'),
      'fail/collection-failed 1 file of tests could not be collected',
    );
    const broken = 'needs-its-own-program-installed-broken';
    assert.equal(shown(broken), 'fail/tests-failed 1 of 1 tests failed');
    assert.match(cellOf(broken).message, /41 != 42/);
  });

  test('another environment is tried where the declared one fails, and a pass there is none that is clean', () => {
    assert.equal(
      shown('needs-newer'),
      'pass/older-environment Passes with the requirements of its tests without upper bounds; with the requirements of its tests as declared, newest: 1 of 1 tests failed',
    );
    assert.equal(testsOf('needs-newer').environment, 'unpinned');
    assert.deepEqual(
      cellOf('needs-newer').attempts.map(({ reason }) => reason),
      ['tests-failed', 'tests-failed'],
    );
    assert.match(
      shown('needs-what-is-gone'),
      /^pass\/older-environment .*newest: Failed to resolve/,
    );
    assert.match(
      shown('needs-what-is-nowhere'),
      /^blocked\/unresolvable Failed to resolve `thing==[^`]*` and `nowhere-at-all`/,
    );
  });

  test('what they import and nothing brings is added, where the index knows who brings it', () => {
    assert.equal(shown('imports-more'), 'pass/clean');
    assert.deepEqual(testsOf('imports-more').requirements.asked, ['dep']);
    assert.match(
      cellOf('imports-more')
        .notes.map(({ text }) => text)
        .join(),
      /`dep` added/,
    );
  });

  test('the record says what was run, from where, and what came of each', () => {
    assert.deepEqual(testsOf('installed-broken'), {
      runner: 'unittest',
      rule: 'test-folder',
      from: 'sdist',
      paths: ['tests'],
      environment: 'declared',
      requirements: { source: '', asked: [], left_out: [] },
      counts: { passed: 0, failed: 1, errors: 0, skipped: 0, xfailed: 0, xpassed: 0 },
      failing: [
        {
          test: 'test_a.Case.test_0',
          kind: 'failed',
          exception: 'AssertionError',
          message: '41 != 42',
          cause: null,
        },
      ],
      more_failing: 0,
      skips: [],
    });
    const { rule, from, paths } = testsOf('in-the-wheel');
    assert.deepEqual([rule, from, paths], ['installed', 'wheel', ['thing/tests']]);
  });

  test('JUnit has a case for each of them', async () => {
    const { stdout } = await indexed.run('report last --junit -');
    const named = (story: string): readonly string[] => {
      const { version } = cellOf(story);
      const cases = stdout.match(/<testcase [^>]*>/g) ?? [];
      return cases.flatMap((each) => {
        const [, name] = new RegExp(` name="${version} ([^"]*)"`).exec(each) ?? [];
        return name === undefined ? [] : [name];
      });
    };
    assert.deepEqual(named('passes'), ['test_a.Case.test_0']);
    assert.deepEqual(named('installed-broken'), ['test_a.Case.test_0']);
    assert.deepEqual(named('without-tests'), []);
  });

  test('spip show tells of them', async () => {
    const { stdout } = await indexed.run(['show', 'last', cellOf('installed-broken').id]);
    assert.match(
      stdout,
      /Own tests\s+1 failed with unittest, from tests of the sdist \(test-folder\)/,
    );
  });
});

test('--test-with without --own-tests is refused', async () => {
  const { status, stderr } = await indexed.run('matrix thing --test-with six');
  assert.equal(status, 2);
  assert.match(stderr, /Expected `--own-tests` beside `--test-with`/);
});

test('the user says how the tests of a package are run', async () => {
  const version = `1.${names.indexOf('passes')}`;
  const saying = async (text: string): Promise<CellRecord> => {
    await indexed.rig.write('pyproject.toml', `[tool.spip.own-tests.packages.Thing]\n${text}\n`);
    const said = await indexed.matrix(`thing==${version} --own-tests --no-result-cache`);
    return said.cell(`thing ${version}`);
  };
  const chosen = await saying('paths = ["tests/test_a.py"]\nenv = { A = "1" }');
  assert.equal(chosen.reason, 'clean', chosen.message);
  const own = chosen.steps.find((step) => step.name === 'own')?.tests;
  assert.deepEqual([own?.rule, own?.paths], ['override', ['tests/test_a.py']]);
  const other = await saying('requires = ["nowhere-at-all"]');
  assert.equal(other.reason, 'unresolvable', other.message);
  await indexed.rig.write(
    'pyproject.toml',
    '[tool.spip.own-tests.packages.thing]\nrunner = "nose"\n',
  );
  const refused = await indexed.run('matrix thing --own-tests');
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /own-tests\.packages\.thing\]: `runner`/);
});
