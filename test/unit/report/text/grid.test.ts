import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellRecord } from '../../../../src/model/record.ts';
import { runText } from '../../../../src/report/text/runText.ts';
import { fakePane, reportOf, result, step } from '../world.ts';

const mixed = [
  result(
    'click 8.2.0 3.8',
    { state: 'not-applicable', reason: 'requires-python' },
    { message: 'Requires-Python `>=3.9`' },
  ),
  result('click 8.2.0 3.9'),
  result(
    'click 8.2.0 3.13t',
    { state: 'cancelled', reason: 'interrupted' },
    { message: 'Not run: interrupted' },
  ),
  result('click 8.1.7 3.8'),
  result(
    'click 8.1.7 3.9',
    { state: 'fail', reason: 'import-failed' },
    {
      message: "ImportError: cannot import name 'x'\n  in click/core.py",
      steps: [
        step('install'),
        step('import', {
          state: 'fail',
          reason: 'import-failed',
          log: 'logs/c4/import.log',
        }),
      ],
    },
  ),
  result(
    'click 8.1.7 3.13t',
    { state: 'limit', reason: 'timeout' },
    { message: 'Took longer than 600 s', hint: '`--timeout` raises the limit' },
  ),
  result(
    'six 1.17.0 3.8',
    { state: 'no-tests', reason: 'none-collected' },
    { message: 'No tests were collected' },
  ),
  result(
    'six 1.17.0 3.9',
    { state: 'blocked', reason: 'unresolvable' },
    { message: 'No solution' },
  ),
  result('six 1.17.0 3.13t', { state: 'infra', reason: 'git' }, { message: 'Failed to run git' }),
];

test('draws releases x Pythons, with a legend of what occurs and every reason', () => {
  const report = reportOf(mixed, { click: 48, six: 1 }, { exitStatus: 3 });
  assert.equal(
    runText(report, fakePane(), 'normal'),
    `On CPython 3.8.7, 3.9.7, 3.13.7t

click  2 of 48 releases

         3.8  3.9  3.13t
  8.2.0   ·    ✓     -
  8.1.7   ✓    ✗     ◷

six  1 release

          3.8  3.9  3.13t
  1.17.0   ○    !     ?

  ✓ pass   ✗ fail   ○ no tests   ! blocked: could not be installed
  ◷ hit a limit   ? unknown: the surroundings failed   - not run
  · does not apply

? git
  six 1.17.0 on 3.13t
    Failed to run git

✗ import-failed
  click 8.1.7 on 3.9
    ImportError: cannot import name 'x'
      in click/core.py
    log: /data/runs/k3f9a1b2/logs/c4/import.log

! unresolvable
  six 1.17.0 on 3.9
    No solution

◷ timeout
  click 8.1.7 on 3.13t
    Took longer than 600 s
    hint: \`--timeout\` raises the limit

○ none-collected
  six 1.17.0 on 3.8
    No tests were collected

- interrupted
  click 8.2.0 on 3.13t
    Not run: interrupted

· requires-python
  click 8.2.0 on 3.8
    Requires-Python \`>=3.9\`

9 cells: 2 pass, 1 fail, 1 no tests, 1 blocked, 1 limit, 1 infra, 1 cancelled, 1 not applicable in 1.20 s (8 jobs, sandbox bubblewrap)
hint: \`spip show k3f9a1b2 CELL\` shows all about one cell
`,
  );
});

test('draws with ASCII where the locale has no more, and only grid and summary with -q', () => {
  const report = reportOf(mixed, { click: 48, six: 1 }, { exitStatus: 3 });
  const text = runText(report, fakePane({ unicode: false }), 'quiet');
  assert.equal(
    text,
    `On CPython 3.8.7, 3.9.7, 3.13.7t

click  2 of 48 releases

          3.8    3.9   3.13t
  8.2.0    .     ok      -
  8.1.7   ok    FAIL   LIMIT

six  1 release

          3.8   3.9   3.13t
  1.17.0  none   !      ?

  ok pass   FAIL fail   none no tests   ! blocked: could not be installed
  LIMIT hit a limit   ? unknown: the surroundings failed   - not run
  . does not apply

9 cells: 2 pass, 1 fail, 1 no tests, 1 blocked, 1 limit, 1 infra, 1 cancelled, 1 not applicable in 1.20 s (8 jobs, sandbox bubblewrap)
`,
  );
});

test('draws one column as a table with a column per step', () => {
  const report = reportOf(
    [
      result('colorama 0.4.6 3.11', undefined, {
        steps: [
          step('install', { seconds: 0.021 }),
          step('import'),
          step('custom', { seconds: 75 }),
        ],
      }),
      result(
        'colorama 0.3.4 3.11',
        { state: 'blocked', reason: 'build-failed' },
        {
          message: 'Failed to build `colorama` 0.3.4',
          steps: [
            step('install', {
              state: 'error',
              reason: 'build-failed',
              log: 'logs/c2/build.log',
              seconds: 12.34,
            }),
            step('import', { state: 'skipped', seconds: 0 }),
          ],
        },
      ),
    ],
    { colorama: 63 },
    { exitStatus: 1, sandbox: 'none', jobs: 1 },
  );
  assert.equal(
    runText(report, fakePane(), 'normal'),
    `colorama  2 of 63 releases

   Package   Release  Python  Install   Import    Custom
✓  colorama  0.4.6    3.11.7  ✓ 0.02 s  ✓ 0.10 s  ✓ 1 min 15 s
!  colorama  0.3.4    3.11.7  ! 12.3 s  skipped   -             build-failed

  ✓ pass   ! blocked: could not be installed

! build-failed
  colorama 0.3.4 on 3.11
    Failed to build \`colorama\` 0.3.4
    log: /data/runs/k3f9a1b2/logs/c2/build.log

2 cells: 1 pass, 1 blocked in 1.20 s (1 job, sandbox none)
warning: No sandbox: the code under test could use the network and reach your files and processes
hint: \`spip show k3f9a1b2 CELL\` shows all about one cell
`,
  );
});

test('needs no legend where all is well', () => {
  const report = reportOf([result('six 1.17.0 3.11'), result('six 1.16.0 3.11')], { six: 2 });
  assert.equal(
    runText(report, fakePane(), 'normal'),
    `six  all 2 releases

   Package  Release  Python  Install  Import  Custom
✓  six      1.17.0   3.11.7  -        -       -
✓  six      1.16.0   3.11.7  -        -       -

2 cells: 2 pass in 1.20 s (8 jobs, sandbox bubblewrap)
`,
  );
});

test('says that a run in which no cell applied is no success', () => {
  const cell = result('six 1.17.0 3.11', { state: 'not-applicable', reason: 'excluded' });
  const text = runText(reportOf([cell], { six: 2 }, { exitStatus: 1 }), fakePane(), 'normal');
  assert.match(text, /^warning: No cell applied: nothing was tested, so this is not a success$/m);
});

test('keeps eight Pythons within 60 columns, and puts more columns than fit below', () => {
  const pythons = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14', 'pypy3.10'];
  const report = reportOf(
    ['2.0', '1.0'].flatMap((version) =>
      pythons.map((python) => result(`six ${version} ${python}`)),
    ),
    { six: 2 },
  );
  const headings = (columns: number): readonly string[] =>
    runText(report, fakePane({ columns: () => columns }), 'quiet')
      .split('\n')
      .filter((line) => /^ +(3\.|pypy)/.test(line));
  assert.deepEqual(headings(60), ['       3.8  3.9  3.10  3.11  3.12  3.13  3.14  pypy3.10']);
  assert.deepEqual(headings(40), [
    '       3.8  3.9  3.10  3.11  3.12  3.13',
    '       3.14  pypy3.10',
  ]);
});

test('puts axes beside the Python', () => {
  const report = reportOf(
    ['1.26', '2.0'].flatMap((numpy) =>
      ['3.11', '3.12'].map((python) => result(`six 1.0 ${python} numpy=${numpy}`)),
    ),
    { six: 1 },
  );
  assert.match(
    runText(report, fakePane(), 'quiet'),
    /^ +3\.11 numpy=1\.26 +3\.11 numpy=2\.0 +3\.12 numpy=1\.26 +3\.12 numpy=2\.0$/m,
  );
});

test('shows escapes in messages of foreign origin instead of obeying them', () => {
  const cell = result(
    'six 1.0 3.11',
    { state: 'fail', reason: 'crashed' },
    {
      message: 'a\u001B[2Jb\r\nc\u202Ed',
    },
  );
  const text = runText(reportOf([cell], { six: 1 }), fakePane(), 'normal');
  assert.ok(text.includes('    a\\x1b[2Jb\n    c\\u202ed\n'), text);
});

test('what differs only by the release and its Python is told once', () => {
  const failure = (cell: string, text: string, hint: string): CellRecord =>
    result(cell, { state: 'blocked', reason: 'build-failed' }, { message: text, hint });
  const cells = [
    failure('old 2.1 3.9', 'old-2.1.tar.gz at /lib/python3.9/x (3.9.7)', 'since 2012-03-04'),
    failure('old 2.1 3.13', 'old-2.1.tar.gz at /lib/python3.13/x (3.13.7)', 'since 2012-03-04'),
    failure('old 1.0 3.9', 'old-1.0.tar.gz at /lib/python3.9/x (3.9.7)', 'since 2011-01-01'),
    failure('old 1.0 3.13', 'old-1.0.tar.gz needs 2.1', 'since 2011-01-01'),
  ];
  const text = runText(reportOf(cells, { old: 2 }), fakePane(), 'normal');
  assert.equal(
    text.slice(text.indexOf('! build-failed'), text.indexOf('4 cells')),
    `! build-failed
  old 2.1 on 3.9, 3.13; 1.0 on 3.9
    old-2.1.tar.gz at /lib/python3.9/x (3.9.7)
    hint: since 2012-03-04
    (old==2.1@3.9; the others are alike)

! build-failed
  old 1.0 on 3.13
    old-1.0.tar.gz needs 2.1
    hint: since 2011-01-01

`,
  );
});

test('the legend says what blocks the blocked cells', () => {
  const unready = result('six 1.1 3.11', { state: 'blocked', reason: 'tests-not-runnable' });
  const blocked = result('six 1.0 3.11', { state: 'blocked', reason: 'unresolvable' });
  const legend = (...cells: readonly CellRecord[]): string =>
    runText(reportOf(cells, { six: 2 }), fakePane(), 'quiet');
  assert.match(legend(unready), /! blocked: the tests could not be run$/m);
  assert.match(legend(blocked), /! blocked: could not be installed$/m);
  assert.match(
    legend(unready, blocked),
    /! blocked: could not be installed, or its tests not be run$/m,
  );
});

test('many packages of one release each share their header', () => {
  const headerOf = (names: readonly string[]): readonly string[] => {
    const cells = names.map((name) => result(`${name} 1.0 3.11`));
    const available = Object.fromEntries(names.map((name, index) => [name, index + 1]));
    const lines = runText(reportOf(cells, available), fakePane(), 'quiet').split('\n');
    return lines.slice(0, lines.indexOf(''));
  };
  assert.deepEqual(headerOf(['a', 'b', 'c', 'd']), [
    '4 packages: a 1, b 1 of 2, c 1 of 3, d 1 of 4 releases',
  ]);
  const twenty = Array.from({ length: 20 }, (_, at) => `package-${at}`);
  const header = headerOf(twenty);
  assert.ok(header.length <= 6, header.join('\n'));
  for (const name of twenty) {
    assert.match(header.join(' '), new RegExp(`\\b${name} 1\\b`));
  }
});
