import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellRecord } from '../../../src/model/record.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import type { Change, Comparison } from '../../../src/report/compareRuns.ts';
import { changes, compareRuns } from '../../../src/report/compareRuns.ts';
import { parseExpectations } from '../../../src/report/expectations.ts';
import { compareMarkdown } from '../../../src/report/formats/compareMarkdown.ts';
import { comparePage } from '../../../src/report/html/comparePage.ts';
import { compareText } from '../../../src/report/text/compareText.ts';
import { hostileRun } from './hostileRun.ts';
import { fakePane, reportOf, result } from './world.ts';

const pass: Verdict = { state: 'pass', reason: 'clean' };
const failed: Verdict = { state: 'fail', reason: 'tests-failed' };
const missing: Verdict = { state: 'not-applicable', reason: 'requires-python' };
const slow: Verdict = { state: 'limit', reason: 'timeout' };
const broken: Verdict = { state: 'infra', reason: 'git' };
const other = { environment: 'f'.repeat(40) };
const attempts = [{ ...failed, message: 'odd', seconds: 1, steps: [] }];

type More = Parameters<typeof result>[2];

const pairs: readonly (readonly [
  Change,
  readonly [Verdict, More?] | undefined,
  readonly [Verdict, More?] | undefined,
])[] = [
  ['same', [pass], [pass]],
  ['same', [missing], [missing]],
  ['same', [missing], undefined],
  ['same', [failed, { message: 'on 2024-01-01' }], [failed, { message: 'on 2025-01-01' }]],
  ['regressed', [pass], [failed]],
  ['regressed', [pass], [{ state: 'no-tests', reason: 'none-collected' }]],
  ['regressed', [pass], [{ state: 'blocked', reason: 'unresolvable' }]],
  ['fixed', [failed], [pass]],
  ['other-cause', [failed, { message: 'a' }], [failed, { message: 'b' }]],
  ['other-cause', [failed], [{ state: 'fail', reason: 'crashed' }]],
  ['new', undefined, [failed]],
  ['new', [missing], [pass]],
  ['gone', [pass], undefined],
  ['gone', [failed], [missing]],
  ['moved', [pass], [pass, other]],
  ['moved', [failed], [failed, other]],
  ['same', [pass], [pass, { environment: null }]],
  ['flaky-before', [pass, { attempts }], [failed]],
  ['not-comparable', [pass], [slow]],
  ['not-comparable', [broken], [failed]],
  ['not-comparable', [slow], [slow]],
];

for (const [expected, before, after] of pairs) {
  const word = (side: readonly [Verdict, More?] | undefined): string =>
    side === undefined ? 'nothing' : `${side[0].reason} ${JSON.stringify(side[1] ?? {})}`;
  test(`${word(before)} and then ${word(after)} is ${expected}`, () => {
    const { cells } = compared(sideOf(before), sideOf(after));
    assert.deepEqual(
      cells.map(({ change }) => change),
      [expected],
    );
  });
}

function sideOf(side: readonly [Verdict, More?] | undefined): readonly CellRecord[] {
  return side === undefined ? [] : [result('thing 1.0 3.13', ...side)];
}

function compared(
  before: readonly CellRecord[],
  after: readonly CellRecord[],
  known = '',
): Comparison {
  const [from, to] = [reportOf(before, {}).record, reportOf(after, {}).record];
  return compareRuns(
    { ...from, run: { ...from.run, id: 'earlier1' } },
    { ...to, run: { ...to.run, id: 'later001', started: '2026-11-25T09:30:00.000Z' } },
    parseExpectations(known, 'known.txt'),
  );
}

test('a whole comparison, with every change', () => {
  const set = (helper: string): More => ({
    packages: [
      { name: 'helper', version: helper, file: 'x.whl', sha256: helper.repeat(20), built: false },
    ],
  });
  const comparison = compared(
    [
      result('thing 1.0 3.12', pass, set('1')),
      result('thing 1.0 3.13', pass, set('1')),
      result('thing 1.1 3.13', failed),
      result('thing 1.2 3.13', failed, { message: 'first' }),
      result('thing 1.3 3.13'),
      result('thing 1.5 3.13'),
      result('thing 1.6 3.13', pass, { attempts }),
      result('thing 1.7 3.13', slow),
      result('thing 1.8 3.13', pass),
      result('thing 1.9 3.13', pass),
    ],
    [
      result('thing 1.0 3.12', failed, { ...set('2'), message: '1 test failed' }),
      result('thing 1.0 3.13', failed, { ...set('2'), message: '1 test failed' }),
      result('thing 1.1 3.13', pass),
      result('thing 1.2 3.13', failed, { message: 'second' }),
      result('thing 1.4 3.13', failed, { message: 'never worked' }),
      result('thing 1.5 3.13', pass, other),
      result('thing 1.6 3.13', failed, { message: 'odd' }),
      result('thing 1.7 3.13'),
      result('thing 1.8 3.13', failed, { message: 'known' }),
      result('thing 1.9 3.13', pass),
    ],
    'thing==1.8@*  # not ours\nthing==1.9@*  # will fail\nnothing==*  # x',
  );
  assert.deepEqual(
    new Set(comparison.cells.map(({ change }) => change)),
    new Set(changes),
    'each change occurs',
  );
  assert.equal(
    compareText(comparison, fakePane()),
    `Compared earlier1 (2026-11-24 08:00 UTC) with later001 (2026-11-25 09:30 UTC)

regressed  pass -> tests-failed
  thing 1.0 on 3.12, 3.13
    1 test failed
    packages: helper 1 -> 2

failing otherwise  tests-failed
  thing 1.2 on 3.13
    second

new  tests-failed
  thing 1.4 on 3.13
    never worked

failing after flaky passes  pass -> tests-failed
  thing 1.6 on 3.13
    odd

not comparable  timeout -> pass
  thing 1.7 on 3.13

fixed  tests-failed -> pass
  thing 1.1 on 3.13

gone  pass
  thing 1.3 on 3.13

same in another environment  pass
  thing 1.5 on 3.13

failing as expected  pass -> tests-failed
  thing 1.8 on 3.13
    not ours

note: expected to fail, and passes: thing 1.9 on 3.13 (\`thing==1.9@*\`: will fail)
note: no cell is \`nothing==*\`

11 cells: 2 regressed, 1 failing otherwise, 1 new, 1 failing after flaky passes, 1 not comparable, 1 fixed, 1 gone, 1 same in another environment, 1 failing as expected, 1 the same
`,
  );
});

test('Markdown is bounded, and in it and in the page text from outside is no markup', () => {
  const { cells } = hostileRun().record;
  const before = cells.map((cell) => ({ ...cell, ...pass }) as CellRecord);
  const comparison = compared(before, cells);
  const text = compareMarkdown(comparison, 100_000);
  assert.match(text, /^## spip: earlier1 compared with later001\n/);
  assert.doesNotMatch(text.replaceAll(/(`+)[^]*?\1/g, ''), /onerror|@someone|<b>|::/);
  const page = comparePage(comparison);
  assert.doesNotMatch(page, /<img|<b>&|<failure/);
  assert.equal(page.match(/<details /g)?.length, text.match(/^### /gm)?.length);
  const short = compareMarkdown(comparison, 2000);
  assert.ok(Buffer.byteLength(short) <= 2000);
  assert.match(short, /Left out for want of room: \d changes?/);
});
