import assert from 'node:assert/strict';
import { test } from 'node:test';

import { resolve } from '../../../src/resolve/resolve.ts';
import { python, request, world } from '../../support/world.ts';
import type { WorldPackages } from '../../support/world.ts';

interface Case {
  readonly name: string;
  readonly packages: WorldPackages;
  readonly asked: ReturnType<typeof request>;
  readonly attempts: number;
  /** The whole text, hints last. */
  readonly text: string;
}

const cases: readonly Case[] = [
  {
    name: 'two wishes for one package',
    packages: { a: { '1.0': ['c==1'] }, b: { '1.0': ['c==2'] }, c: { '1.0': [], '2.0': [] } },
    asked: request(['a', 'b']),
    attempts: 1,
    text: lines(
      'Failed to resolve `a` and `b` for Python 3.11:',
      '  you ask for `a` and `b`',
      '  `a` 1.0 depends on `c==1`',
      '  `b` 1.0 depends on `c==2`',
      'So no release of `c` fits all of this',
    ),
  },
  {
    name: 'every release of one side leads to the same conflict',
    packages: {
      web: { '3.0': ['util>=3'], '2.0': ['util>=2'], '1.0': ['util>=2'] },
      db: { '1.0': ['util<2'] },
      util: { '3.0': [], '2.0': [], '1.0': [] },
    },
    asked: request(['web', 'db']),
    attempts: 3,
    text: lines(
      'Failed to resolve `web` and `db` for Python 3.11:',
      '  you ask for `web` and `db`',
      '  `web` 3.0 depends on `util>=3`',
      '  `web` 1.0 to 2.0 depend on `util>=2`',
      '  `db` 1.0 depends on `util<2`',
      'So no choice of releases of `web`, `db` and `util` fits all of this',
    ),
  },
  {
    name: 'a range is excluded by somebody else',
    packages: {
      a: { '1.0': ['b==1'], '2.0': ['b==2'], '2.1': ['b==2'], '3.0': ['b==3'] },
      b: { '1.0': [], '2.0': [], '3.0': [] },
      c: { '1.0': ['a<2'], '2.0': ['a>=3'] },
    },
    asked: request(['a', 'b>=2,<3', 'c']),
    attempts: 4,
    text: lines(
      'Failed to resolve `a`, `b>=2,<3` and `c` for Python 3.11:',
      '  you ask for `b>=2,<3` and `c`',
      '  `c` 2.0 depends on `a>=3`',
      '  `c` 1.0 depends on `a<2`',
      '  `a` 3.0 depends on `b==3`',
      '  `a` 1.0 depends on `b==1`',
      'So no choice of releases of `b`, `c` and `a` fits all of this',
      'hint: loosen `b>=2,<3`',
    ),
  },
  {
    name: 'no such release',
    packages: { a: { '1.0': [], '1.1': [], '1.2': [] } },
    asked: request(['a==2.0']),
    attempts: 1,
    text: lines(
      'Failed to resolve `a==2.0` for Python 3.11:',
      '  you ask for `a==2.0`, but the index has 3 releases, 1.0 to 1.2',
    ),
  },
  {
    name: 'no such package, far down',
    packages: { a: { '1.0': ['b'] }, b: { '1.0': ['c>=1'] } },
    asked: request(['a']),
    attempts: 1,
    text: lines(
      'Failed to resolve `a` for Python 3.11:',
      '  you ask for `a`',
      '  `a` 1.0 depends on `b`',
      '  `b` 1.0 depends on `c>=1`, but no index has `c`',
      'So `a` cannot be installed',
      'hint: check the spelling of `c`, or add the index that has it with `--extra-index-url`',
    ),
  },
  {
    name: 'needs a newer Python',
    packages: {
      app: { '1.0': ['b>=2'] },
      b: { '1.0': [], '2.0': { python: '>=3.12' }, '2.1': { python: '>=3.12' } },
    },
    asked: request(['app'], { interpreter: python('3.9.18') }),
    attempts: 1,
    text: lines(
      'Failed to resolve `app` for Python 3.9:',
      '  you ask for `app`',
      '  `app` 1.0 depends on `b>=2`, but `b` 2.0 to 2.1 need Python >=3.12',
      'So `app` cannot be installed',
      'hint: Python >=3.12 can use `b` 2.1; this cell runs 3.9.18',
    ),
  },
  {
    name: 'a newer release would do, but needs a newer Python',
    packages: { a: { '1.0': ['b==1'], '2.0': { python: '>=3.12' } }, b: { '1.0': [], '2.0': [] } },
    asked: request(['a', 'b==2']),
    attempts: 1,
    text: lines(
      'Failed to resolve `a` and `b==2` for Python 3.11:',
      '  you ask for `a` and `b==2`',
      '  `a` 1.0 depends on `b==1`',
      '  `a` 2.0 needs Python >=3.12',
      'So no release of `b` fits all of this',
      'hint: Python >=3.12 can use `a` 2.0; this cell runs 3.11.7',
    ),
  },
  {
    name: 'yanked, and no file for the platform',
    packages: {
      app: { '1.0': ['b>=2'] },
      b: {
        '1.0': [],
        '2.0': { yanked: 'broken metadata' },
        '2.1': { wheels: ['cp312-cp312-macosx_11_0_arm64', 'cp312-cp312-win_amd64'] },
      },
    },
    asked: request(['app']),
    attempts: 1,
    text: lines(
      'Failed to resolve `app` for Python 3.11:',
      '  you ask for `app`',
      '  `app` 1.0 depends on `b>=2`, but `b` 2.1 has no file for this interpreter and `b` 2.0 is yanked (broken metadata)',
      'So `app` cannot be installed',
      'hint: `b` 2.1 has wheels only for `cp312`; this cell runs Python 3.11',
      'hint: ask for `b==2.0` exactly to use the yanked release all the same',
    ),
  },
  {
    name: 'the release asked for has no file for this interpreter',
    packages: {
      app: { '1.0': { wheels: ['cp311-cp311-win_amd64', 'cp311-cp311-macosx_11_0_arm64'] } },
    },
    asked: request(['app==1.0']),
    attempts: 1,
    text: lines(
      'Failed to resolve `app==1.0` for Python 3.11:',
      '  you ask for `app==1.0`, but `app` 1.0 has no file for this interpreter',
      'hint: `app` 1.0 has wheels for Python 3.11 only on `macosx_11_0_arm64` and `win_amd64`',
    ),
  },
  {
    name: 'only a source distribution, and --only-binary',
    packages: { app: { '1.0': ['b'] }, b: { '1.0': { wheels: [], sdist: '.tar.gz' } } },
    asked: request(['app'], { policy: { onlyBinary: 'all' } }),
    attempts: 1,
    text: lines(
      'Failed to resolve `app` for Python 3.11:',
      '  you ask for `app`',
      '  `app` 1.0 depends on `b`, but `b` 1.0 has only a source distribution, which `--only-binary` rules out',
      'So `app` cannot be installed',
      'hint: without `--only-binary` for `b`, 1.0 is built from source',
    ),
  },
  {
    name: 'excluded by date',
    packages: {
      app: { '1.0': { requires: ['b>=2'], uploaded: '2023-01-01T00:00:00Z' } },
      b: { '2.0': { uploaded: '2024-05-01T00:00:00Z' } },
    },
    asked: request(['app'], { policy: { excludeNewer: new Date('2024-01-01T00:00:00Z') } }),
    attempts: 1,
    text: lines(
      'Failed to resolve `app` for Python 3.11:',
      '  you ask for `app`',
      '  `app` 1.0 depends on `b>=2`, but `b` 2.0 is too new for `--exclude-newer`',
      'So `app` cannot be installed',
      'hint: `b` 2.0 was uploaded 2024-05-01T00:00:00Z; a later `--exclude-newer` admits it',
    ),
  },
  {
    name: 'only a pre-release before the bound',
    packages: { a: { '0.9': [], '2.0rc1': [] } },
    asked: request(['a>=2.0']),
    attempts: 1,
    text: lines(
      'Failed to resolve `a>=2.0` for Python 3.11:',
      '  you ask for `a>=2.0`, but the index has only 0.9 and 2.0rc1',
      'hint: `a` 2.0rc1 is a pre-release before what is asked for; `a>=2.0rc1` admits it',
    ),
  },
  {
    name: 'Requires-Python that only the metadata tells',
    packages: { a: { '1.0': ['b'], '2.0': ['b'] }, b: { '1.0': { metadataPython: '>=3.13' } } },
    asked: request(['a']),
    attempts: 2,
    text: lines(
      'Failed to resolve `a` for Python 3.11:',
      '  you ask for `a`',
      '  every release of `a` depends on `b`',
      '  `b` 1.0 needs Python >=3.13',
      'So `a` cannot be installed',
      'hint: Python >=3.13 can use `b` 1.0; this cell runs 3.11.7',
    ),
  },
  {
    name: 'a direct URL in an index',
    packages: { a: { '1.0': ['b @ https://example.test/b.whl'] } },
    asked: request(['a']),
    attempts: 1,
    text: lines(
      'Failed to resolve `a` for Python 3.11:',
      '  you ask for `a`',
      '  `a` 1.0 depends on `b @ https://example.test/b.whl`, a direct URL, which no index may ask for',
      'So `a` cannot be installed',
    ),
  },
  {
    name: 'a constraint',
    packages: { a: { '1.0': ['b>=2'] }, b: { '1.0': [], '2.0': [] } },
    asked: request(['a'], { constraints: ['b<2'] }),
    attempts: 1,
    text: lines(
      'Failed to resolve `a` for Python 3.11:',
      '  you ask for `a`',
      '  `a` 1.0 depends on `b>=2`',
      '  a constraint admits only `b<2`',
      'So no release of `b` fits all of this',
      'hint: without the constraint on `b` there are more releases to choose from',
    ),
  },
  {
    name: 'two extras of one package',
    packages: {
      a: { '1.0': { extras: { x: ['b==1'], y: ['b==2'], all: ['a[x,y]'] } } },
      b: { '1.0': [], '2.0': [] },
    },
    asked: request(['a[all]']),
    attempts: 1,
    text: lines(
      'Failed to resolve `a[all]` for Python 3.11:',
      '  you ask for `a[all]`',
      '  `a[all]` 1.0 depends on `a[x,y]`',
      '  `a[x]` 1.0 depends on `b==1`',
      '  `a[y]` 1.0 depends on `b==2`',
      'So no release of `b` fits all of this',
    ),
  },
  {
    name: 'a cycle that cannot agree',
    packages: { a: { '1.0': ['b==1'] }, b: { '1.0': ['a==2'] } },
    asked: request(['a']),
    attempts: 1,
    text: lines(
      'Failed to resolve `a` for Python 3.11:',
      '  you ask for `a`',
      '  `a` 1.0 depends on `b==1`',
      '  `b` 1.0 depends on `a==2`, but the index has only 1.0',
      'So no choice of releases of `a` and `b` fits all of this',
    ),
  },
  {
    name: 'malformed metadata of the only release',
    packages: { a: { '1.0': ['b >> 1'] } },
    asked: request(['a']),
    attempts: 1,
    text: lines(
      'Failed to resolve `a` for Python 3.11:',
      '  you ask for `a`',
      '  `a` 1.0 cannot be used: its metadata has a malformed requirement `b >> 1`',
      'So `a` cannot be installed',
    ),
  },
];

for (const { name, packages, asked, attempts, text } of cases) {
  test(name, async () => {
    const resolution = await resolve(asked, world(packages));
    assert.ok(!resolution.ok);
    const hints = resolution.hint?.split('\n').map((hint) => `hint: ${hint}`) ?? [];
    assert.equal([resolution.explanation, ...hints].join('\n'), text);
    assert.equal(resolution.attempts, attempts);
  });
}

function lines(...texts: readonly string[]): string {
  return texts.join('\n');
}
