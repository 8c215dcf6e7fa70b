import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { planMatrix } from '../../../../src/flows/plan/planMatrix.ts';
import { parseRequirement } from '../../../../src/pep/requirement.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { listedFile } from '../../../support/listedFile.ts';
import { planRequest, python310, python312 } from './planWorld.ts';

const projects = {
  one: [
    listedFile('one-1.0.tar.gz', { requiresPython: '<3.11' }),
    listedFile('one-2.0.tar.gz'),
    listedFile('one-3.0.tar.gz', { yanked: 'broken' }),
  ],
  two: [listedFile('two-1.0.tar.gz', { yanked: '' })],
  lib: [listedFile('lib-1.0.tar.gz')],
};

suite('planMatrix', () => {
  test('rows are the packages as they were asked for, newest release first', async () => {
    const chosen = [python310, python312];
    const plan = await planMatrix(
      planRequest(['one', 'two==1.0'], projects, { chosen, warnings: ['said before'] }),
    );
    assert.deepEqual(plan.selections, [
      { package: 'one', requested: 'one', versions: ['2.0', '1.0'], available: 2 },
      { package: 'two', requested: 'two==1.0', versions: ['1.0'], available: 1 },
    ]);
    assert.deepEqual(
      plan.cells.map(({ id }) => id),
      [
        'one==2.0@3.10',
        'one==2.0@3.12',
        'one==1.0@3.10',
        'one==1.0@3.12',
        'two==1.0@3.10',
        'two==1.0@3.12',
      ],
    );
    assert.deepEqual(
      plan.jobs.map(({ slug, id }) => `${slug} ${id}`),
      [
        'c1 one==2.0@3.10',
        'c2 one==2.0@3.12',
        'c3 one==1.0@3.10',
        'c4 two==1.0@3.10',
        'c5 two==1.0@3.12',
      ],
    );
    assert.deepEqual(
      plan.decided.map(({ cell, outcome }) => [cell, outcome.reason]),
      [['one==1.0@3.12', 'requires-python']],
    );
    assert.deepEqual(plan.warnings, ['said before', 'two 1.0 was yanked']);
  });

  test('a yanked release that was pinned is told with its reason', async () => {
    const { warnings } = await planMatrix(planRequest(['one==3.0'], projects));
    assert.deepEqual(warnings, ['one 3.0 was yanked: broken']);
  });

  test('folders of cells have names of their own, and short ones', async () => {
    const files = Array.from({ length: 40 }, (_, at) => listedFile(`one-${at}.0.tar.gz`));
    const request = planRequest(['one'], { one: files });
    const all = { ...request.choice, all: true };
    const { jobs } = await planMatrix(planRequest(['one'], { one: files }, { choice: all }));
    const slugs = jobs.map(({ slug }) => slug);
    assert.deepEqual([slugs[0], slugs[34], slugs[35], slugs.at(-1)], ['c1', 'cz', 'c10', 'c14']);
    assert.equal(new Set(slugs).size, 40);
  });

  test('only files with the hashes of a requirement are asked for', async () => {
    const asked: unknown[] = [];
    const requirement = parseRequirement('one');
    await planMatrix(
      planRequest(
        [],
        {},
        {
          requirements: [{ requirement, hashes: ['a'] }],
          project: async (name, hashes) => {
            asked.push([name, hashes]);
            return await Promise.resolve({ name, files: projects.one });
          },
        },
      ),
    );
    assert.deepEqual(asked, [['one', ['a']]]);
  });

  test('what is asked for is shown without credentials', async () => {
    const text = 'one @ https://me:secret@x.example/one.zip';
    const { selections, cells } = await planMatrix(planRequest([text], projects));
    const shown = 'one @ https://***@x.example/one.zip';
    assert.deepEqual([selections[0]?.requested, cells[0]?.requested], [shown, shown]);
  });

  test('what stands beside is known, or a constraint says where it comes from', async () => {
    const known = await planMatrix(planRequest(['one'], projects, { with: ['lib'] }));
    assert.equal(known.jobs.length, 2);
    const sourced = new Set(['elsewhere']);
    const request = planRequest(['one'], projects, { with: ['elsewhere'], sourced });
    assert.equal((await planMatrix(request)).jobs.length, 2);
  });
});

suite('planMatrix refuses', () => {
  const check = 'check the spelling and the index settings (`-v` shows them)';
  const cases: readonly (readonly [
    what: string,
    request: Parameters<typeof planMatrix>[0],
    failure: Awaited<ReturnType<typeof failureOf>>,
  ])[] = [
    [
      'a package that stands twice',
      planRequest(['Two', 'one', 'two>1'], projects),
      {
        code: 'usage',
        message: 'Expected each package once, found `two` twice',
        hint: 'join the specifiers, for example `"click>=8,<9"`',
      },
    ],
    [
      'the package under test beside itself',
      planRequest(['one', 'lib'], projects, { with: ['two', 'lib==1|==2'] }),
      {
        code: 'usage',
        message: 'Expected `--with` to name another package than those under test, found `lib`',
        hint: 'choose its releases with `--versions`',
      },
    ],
    [
      'a name that no index has',
      planRequest(['one', 'absent'], projects),
      {
        code: 'unknown-package',
        message: 'Failed to find the package `absent`',
        hint: `no index has that name: ${check}`,
      },
    ],
    [
      'a name that may have meant a script',
      planRequest(['absent.py'], projects),
      {
        code: 'unknown-package',
        message: 'Failed to find the package `absent-py`',
        hint: `the working directory has no script \`absent.py\`, and no index has that name: ${check}`,
      },
    ],
    [
      'an unknown name beside it',
      planRequest(['one'], projects, { with: ['lib', 'absent'] }),
      {
        code: 'unknown-package',
        message: 'Failed to find the package `absent`',
        hint: `no index has that name: ${check}`,
      },
    ],
    [
      'a request that names no cell',
      planRequest(['one'], projects, { chosen: [] }),
      {
        code: 'no-cells',
        message: 'Expected the selection to name at least one cell, found none',
      },
    ],
    [
      'releases that are not there',
      planRequest(['one>9'], projects),
      {
        code: 'no-such-version',
        message: 'Expected a release of `one` that satisfies `>9`, found none among 3',
        hint: 'the newest are 3.0, 2.0, 1.0; the oldest is 1.0',
      },
    ],
  ];
  for (const [what, request, failure] of cases) {
    test(what, async () => {
      assert.deepEqual(await failureOf(() => planMatrix(request)), failure);
    });
  }
});
