import assert from 'node:assert/strict';
import { test } from 'node:test';

import { resolve } from '../../../src/resolve/resolve.ts';
import type { ResolveRequest } from '../../../src/resolve/resolveRequest.ts';
import { request, world } from '../../support/world.ts';
import type { WorldPackages } from '../../support/world.ts';

/** The whole text, hints last. */
async function told(packages: WorldPackages, asked: ResolveRequest): Promise<readonly string[]> {
  const resolution = await resolve(asked, world(packages));
  assert.ok(!resolution.ok);
  const hints = resolution.hint?.split('\n').map((hint) => `hint: ${hint}`) ?? [];
  return [...resolution.explanation.split('\n'), ...hints];
}

test('a release asked for that needs another Python: which one does not', async () => {
  const packages = {
    a: {
      '1.0': [],
      '1.1': [],
      '1.2rc1': [],
      '2.0': { python: '>=3.12' },
      '2.1': { python: '>=3.12' },
    },
  };
  assert.deepEqual(await told(packages, request(['a>=2'])), [
    'Failed to resolve `a>=2` for Python 3.11:',
    '  you ask for `a>=2`, but `a` 2.0 to 2.1 need Python >=3.12',
    'hint: the newest release of `a` for Python 3.11 is 1.1',
    'hint: Python >=3.12 can use `a` 2.1; this cell runs 3.11.7',
  ]);
});

test('a release asked for without a wheel for this Python: which one has one', async () => {
  const packages = {
    a: {
      '1.0': { wheels: ['cp39-cp39-manylinux1_x86_64', 'cp310-cp310-manylinux1_x86_64'] },
      '2.0': { wheels: ['cp311-cp311-manylinux1_x86_64'] },
    },
  };
  assert.deepEqual(await told(packages, request(['a==1.0'])), [
    'Failed to resolve `a==1.0` for Python 3.11:',
    '  you ask for `a==1.0`, but `a` 1.0 has no file for this interpreter',
    'hint: the newest release of `a` for Python 3.11 is 2.0',
    'hint: `a` 1.0 has wheels only for `cp39` and `cp310`; this cell runs Python 3.11',
  ]);
});

const disagree = {
  a: { '0.9': [], '1.0': ['c==1'] },
  b: { '1.0': ['c==2'], '2.0': ['c>=2'] },
  c: { '1.0': [], '2.0': [] },
};

test('who may be asked to give way: all that say something, but not the release under test', async () => {
  const facts = [
    '  you ask for `a==1.0` and `b<2`',
    '  `a` 1.0 depends on `c==1`',
    '  `b` 1.0 depends on `c==2`',
    'So no release of `c` fits all of this',
  ];
  const title = 'Failed to resolve `a==1.0` and `b<2` for Python 3.11:';
  assert.deepEqual(await told(disagree, request(['a==1.0', 'b<2'])), [
    title,
    ...facts,
    'hint: loosen `a==1.0` or `b<2`',
  ]);
  assert.deepEqual(await told(disagree, request(['a==1.0', 'b<2'], { underTest: 'a' })), [
    title,
    ...facts,
    'hint: loosen `b<2`',
  ]);
});

test('no hint tells what would be without the release under test', async () => {
  const packages = { a: { '1.0': ['b'] }, b: { '1.0': ['a>=2'] } };
  assert.deepEqual(
    await told(
      { ...packages, a: { '1.0': ['b'], '2.0': [] } },
      request(['a==1.0'], { underTest: 'a' }),
    ),
    [
      'Failed to resolve `a==1.0` for Python 3.11:',
      '  you ask for `a==1.0`',
      '  `a` 1.0 depends on `b`',
      '  `b` 1.0 depends on `a>=2`',
      'So no choice of releases of `a` and `b` fits all of this',
    ],
  );
});

test('of several Pythons the one that has the newest release', async () => {
  const packages = { a: { '1.0': { python: '<3.9' }, '2.0': { python: '>=3.9,<3.11' } } };
  assert.deepEqual(await told(packages, request(['a'])), [
    'Failed to resolve `a` for Python 3.11:',
    '  you ask for `a`, but `a` 2.0 needs Python >=3.9,<3.11 and `a` 1.0 needs Python <3.9',
    'hint: Python >=3.9,<3.11 can use `a` 2.0; this cell runs 3.11.7',
  ]);
});

test('no such release: which one there is', async () => {
  const packages = { a: { '1.0': [], '1.1': [], '2.0': { yanked: '' } } };
  assert.deepEqual(await told(packages, request(['a==3'])), [
    'Failed to resolve `a==3` for Python 3.11:',
    '  you ask for `a==3`, but the index has 3 releases, 1.0 to 2.0',
    'hint: the newest release of `a` for Python 3.11 is 1.1',
  ]);
});

test('what has one release alone, such as a source tree, cannot give way', async () => {
  const packages = { ...disagree, a: { '1.0': ['c==1'] } };
  const hint = async (...asked: readonly string[]) =>
    (await told(packages, request(asked, { underTest: 'c' }))).filter((line) =>
      line.startsWith('hint'),
    );
  assert.deepEqual(await hint('c==2', 'a==1.0'), []);
  assert.deepEqual(await hint('c', 'a==1.0', 'b==1.0'), ['hint: loosen `b==1.0`']);
});

test('what everybody else would take', async () => {
  const packages = {
    a: { '1.0': ['c>=1,<3'] },
    b: { '1.0': ['c!=2.1'] },
    c: { '1.0': [], '2.0': [], '2.1': [], '3.0': [] },
  };
  assert.deepEqual(await told(packages, request(['a', 'b', 'c>=3'])), [
    'Failed to resolve `a`, `b` and `c>=3` for Python 3.11:',
    '  you ask for `a` and `c>=3`',
    '  `a` 1.0 depends on `c>=1,<3`',
    'So no release of `c` fits all of this',
    'hint: without `c>=3` the others would take `c` 2.1',
    'hint: loosen `c>=3`',
  ]);
});

test('what a dependency asks for cannot be exchanged by the user', async () => {
  const packages = {
    app: { '1.0': ['a>=2'] },
    a: { '1.0': [], '2.0': { python: '>=3.12' } },
  };
  assert.deepEqual((await told(packages, request(['app']))).slice(-1), [
    'hint: Python >=3.12 can use `a` 2.0; this cell runs 3.11.7',
  ]);
});

test('one sentence for releases that need the same Python, however that is spelled', async () => {
  const packages = { a: { '1.0': { python: '>=3.12,<4' }, '1.1': { python: '<4, >= 3.12' } } };
  assert.deepEqual(await told(packages, request(['a'])), [
    'Failed to resolve `a` for Python 3.11:',
    '  you ask for `a`, but `a` 1.0 to 1.1 need Python >=3.12,<4',
    'hint: Python >=3.12,<4 can use `a` 1.1; this cell runs 3.11.7',
  ]);
});

test('one sentence for releases that are yanked for the same reason', async () => {
  const packages = { a: { '1.0': { yanked: 'broken ' }, '1.1': { yanked: 'broken' } } };
  assert.deepEqual(await told(packages, request(['a'])), [
    'Failed to resolve `a` for Python 3.11:',
    '  you ask for `a`, but `a` 1.0 to 1.1 are yanked (broken)',
    'hint: ask for `a==1.1` exactly to use the yanked release all the same',
  ]);
});

test('what many different needs leave of a package', async () => {
  const minors = ['5', '6', '7', '8', '9', '10'];
  const packages = {
    sdk: Object.fromEntries(minors.map((minor) => [`1.${minor}`, [`core<2,>=1.${minor}`]])),
    core: Object.fromEntries(['4', ...minors].map((minor) => [`1.${minor}`, []])),
  };
  assert.deepEqual(await told(packages, request(['sdk', 'core==1.4'])), [
    'Failed to resolve `sdk` and `core==1.4` for Python 3.11:',
    '  you ask for `sdk` and `core==1.4`',
    '  every release of `sdk` depends on 6 different ranges of `core`, from `core>=1.5,<2` for 1.5 to `core>=1.10,<2` for 1.10: only 1.5 to 1.10 will do',
    'So no choice of releases of `sdk` and `core` fits all of this',
    'hint: without `core==1.4` the others would take `core` 1.10',
    'hint: loosen `core==1.4`',
  ]);
});
