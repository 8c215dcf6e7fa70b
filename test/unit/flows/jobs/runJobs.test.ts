import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { plannedOutcome } from '../../../../src/flows/cell/outcomes.ts';
import { diff } from '../../../../src/flows/jobs/diff.ts';
import { gc } from '../../../../src/flows/jobs/gc.ts';
import { runs } from '../../../../src/flows/jobs/runs.ts';
import { show } from '../../../../src/flows/jobs/show.ts';
import { openResults } from '../../../../src/results/openResults.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { result, run } from '../../report/world.ts';
import { globalOptions as global } from '../options.ts';
import { testContext } from '../testContext.ts';
import type { SmallContext } from '../testContext.ts';

const cells = [result('six 1.17.0 3.11'), result('six 1.16.0 3.11'), result('six 1.16.0 3.12')];

/** Three runs, the newest an hour old, the others a day older each. */
async function threeRuns(t: TestContext): Promise<SmallContext> {
  const small = await testContext(t);
  const now = small.context.clock.now().getTime();
  for (const [days, id] of [
    [2, 'aaaa1111'],
    [1, 'bbbb2222'],
    [0, 'bbcc3333'],
  ] as const) {
    const results = await openResults(join(small.root, 'data/results.sqlite'));
    const started = new Date(now - 3_600_000 - days * 86_400_000).toISOString();
    results.begin({
      spip: '0.1.0',
      run: { ...run, id, started, folder: join(small.root, 'data/runs', id) },
      selections: [{ package: 'six', requested: 'six', versions: ['1.17.0'], available: 9 }],
      cells: cells.map((cell) => ({ ...cell, ...plannedOutcome })),
      jobs: [],
    });
    cells.forEach((cell) => results.saveCell(cell));
    results.finish({ seconds: 1, exitStatus: 0 });
    results.close();
    await mkdir(join(small.root, 'data/runs', id), { recursive: true });
  }
  return small;
}

test('runs are listed newest first, as many as are asked for', async (t) => {
  const { context, out } = await threeRuns(t);
  const found = await runs({ global, limit: 2 }, context);
  assert.deepEqual(
    found.map(({ id, exitStatus, requested, counts }) => ({ id, exitStatus, requested, counts })),
    ['bbcc3333', 'bbbb2222'].map((id) => ({
      id,
      exitStatus: 0,
      requested: ['six'],
      counts: { pass: 3 },
    })),
  );
  assert.equal(out(), '');
});

test('a run is shown as it was stored, or one of its cells', async (t) => {
  const { context, root } = await threeRuns(t);
  const { stored, cell } = await show({ global, run: 'aaaa', cell: undefined }, context);
  assert.equal(stored.record.run.id, 'aaaa1111');
  assert.equal(stored.folder, join(root, 'data/runs/aaaa1111'));
  assert.deepEqual([...stored.record.cells], cells);
  assert.equal(cell, undefined);
  const begun = await show({ global, run: 'last', cell: 'six==1.17' }, context);
  assert.equal(begun.cell?.id, 'six==1.17.0@3.11');
});

test('what names no run or cell, or several, is told with what there is', async (t) => {
  const { context } = await threeRuns(t);
  const failed = (which: string, cell: string | undefined) =>
    failureOf(() => show({ global, run: which, cell }, context));
  assert.equal((await failed('bb', undefined)).code, 'not-found');
  assert.deepEqual(await failed('last', 'lxml'), {
    code: 'not-found',
    message: 'Expected a cell of this run, found `lxml`',
    hint: 'there are six==1.17.0@3.11, six==1.16.0@3.11, six==1.16.0@3.12',
  });
  assert.deepEqual(await failed('last', 'six==1.16'), {
    code: 'not-found',
    message: 'Expected one cell, found 2 that begin with `six==1.16`',
    hint: 'there are six==1.16.0@3.11, six==1.16.0@3.12',
  });
});

const collected: readonly (readonly [
  keep: number | undefined,
  days: number | undefined,
  gone: readonly string[],
])[] = [
  [undefined, undefined, []],
  [1, undefined, ['bbbb2222', 'aaaa1111']],
  [undefined, 2, ['aaaa1111']],
  [2, 1, ['aaaa1111']],
  [1, 2, ['aaaa1111']],
  [5, 1, []],
];
for (const [keep, days, gone] of collected) {
  test(`gc with keep ${keep} and older than ${days} days forgets ${gone.join(', ')}`, async (t) => {
    const { context, root } = await threeRuns(t);
    const olderThan = days === undefined ? undefined : days * 86_400;
    const request = { global, keep, olderThan, dryRun: false };
    const would = await gc({ ...request, dryRun: true }, context);
    const done = await gc(request, context);
    assert.deepEqual([would.runs, done.runs], [gone, gone]);
    assert.deepEqual([...done.folders].toSorted(), gone.toSorted());
    const left = await runs({ global, limit: 9 }, context);
    assert.equal(left.length, 3 - gone.length);
    assert.ok(left.every(({ id }) => existsSync(join(root, 'data/runs', id))));
    assert.ok(!gone.some((id) => existsSync(join(root, 'data/runs', id))));
  });
}

test('there is nothing to compare before the first environment', async (t) => {
  const { context, root } = await threeRuns(t);
  const name = { kind: 'commit', commit: 'abcd' } as const;
  assert.deepEqual(
    await failureOf(() => diff({ global, from: name, to: name }, context), {
      data: join(root, 'data'),
    }),
    {
      code: 'not-found',
      message: 'Expected a ledger, found none: `<data>/ledger.git`',
      hint: '`spip matrix` makes one',
    },
  );
});
