import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedPaths } from '../../../src/pythons/namedPaths.ts';
import { pickAuto } from '../../../src/pythons/pickAuto.ts';
import { selectPythons } from '../../../src/pythons/selectPythons.ts';
import { skippedPythons } from '../../../src/pythons/skippedPythons.ts';
import type { SelectablePythons } from '../../../src/pythons/selectPythons.ts';
import { madeUpInterpreter } from './madeUpInterpreter.ts';

const ownPath = '/my/python';
const brokenPath = '/my/broken';

const found: SelectablePythons = {
  interpreters: [
    madeUpInterpreter({ version: '2.7.18' }),
    madeUpInterpreter({ version: '3.9.18' }),
    madeUpInterpreter({ version: '3.11.2', path: '/usr/bin/python3.11' }),
    madeUpInterpreter({ version: '3.11.7' }),
    madeUpInterpreter({ version: '3.11.7', path: ownPath, source: 'named' }),
    madeUpInterpreter({ version: '3.12.1', debug: true }),
    madeUpInterpreter({ version: '3.13.0' }),
    madeUpInterpreter({ version: '3.13.1', freeThreaded: true }),
    madeUpInterpreter({ version: '3.14.0rc1' }),
    madeUpInterpreter({ version: '3.9.19', implementation: 'pypy' }),
    madeUpInterpreter({ version: '3.10.14', implementation: 'pypy' }),
  ],
  broken: [{ path: brokenPath, source: 'named', reason: 'does not exist' }],
  named: new Map([
    [ownPath, { kind: 'executable', path: ownPath }],
    [brokenPath, { kind: 'broken', reason: 'does not exist' }],
  ]),
};

function select(...requests: readonly string[]): readonly string[] {
  return selectPythons(requests, found).map((each) => `${each.python} = ${each.version}`);
}

test('`all` takes the newest of each minor version and kind of build', () => {
  assert.deepEqual(select('all'), [
    '2.7 = 2.7.18',
    '3.9 = 3.9.18',
    '3.11 = 3.11.7',
    '3.12d = 3.12.1',
    '3.13 = 3.13.0',
    '3.13t = 3.13.1',
    '3.14 = 3.14.0rc1',
    'pypy3.9 = 3.9.19',
    'pypy3.10 = 3.10.14',
  ]);
});

test('a specifier takes final, plain builds', () => {
  assert.deepEqual(select('>=3.9, <3.14'), [
    '3.9 = 3.9.18',
    '3.11 = 3.11.7',
    '3.13 = 3.13.0',
    'pypy3.9 = 3.9.19',
    'pypy3.10 = 3.10.14',
  ]);
  assert.deepEqual(select('~=3.13'), ['3.13 = 3.13.0']);
});

test('a specifier that names a pre-release takes it', () => {
  assert.deepEqual(select('>=3.14.0a1'), ['3.14 = 3.14.0rc1']);
});

test('a specifier that excludes the newest patch release falls back to an older one', () => {
  assert.deepEqual(select('==3.11.*, <3.11.5'), ['3.11 = 3.11.2']);
});

test('names choose the newest patch release unless they are exact', () => {
  assert.deepEqual(select('3.11'), ['3.11 = 3.11.7']);
  assert.deepEqual(select('3.11.2'), ['3.11 = 3.11.2']);
  assert.deepEqual(select('3'), ['3.13 = 3.13.0']);
  assert.deepEqual(select('python3.9'), ['3.9 = 3.9.18']);
  assert.deepEqual(select('3.13t'), ['3.13t = 3.13.1']);
  assert.deepEqual(select('3.12d'), ['3.12d = 3.12.1']);
  assert.deepEqual(select('3.14'), ['3.14 = 3.14.0rc1']);
  assert.deepEqual(select('pypy'), ['pypy3.10 = 3.10.14']);
  assert.deepEqual(select('pypy3.9'), ['pypy3.9 = 3.9.19']);
});

test('commas and repetition add up, each Python once, in the order of versions', () => {
  assert.deepEqual(select('3.13,3.9', '>=3.13', '3.9'), ['3.9 = 3.9.18', '3.13 = 3.13.0']);
});

test('two patch releases of one minor version are told apart', () => {
  assert.deepEqual(select('3.11', '3.11.2'), ['3.11.2 = 3.11.2', '3.11.7 = 3.11.7']);
});

test('the same version from two places is told apart', () => {
  const labels = selectPythons(['3.11', ownPath], found).map((each) => each.python);
  assert.equal(new Set(labels).size, 2);
  assert.ok(labels.every((label) => /^3\.11\.7-[0-9a-f]{6}$/.test(label)));
});

test('of equal versions the complete one is chosen', () => {
  const broken = madeUpInterpreter({
    version: '3.11.7',
    path: '/first/python',
    fields: { lacks: ['ssl'] },
  });
  const whole = madeUpInterpreter({ version: '3.11.7', path: '/second/python' });
  const older = madeUpInterpreter({ version: '3.11.2', path: '/third/python' });
  for (const interpreters of [
    [broken, whole, older],
    [whole, older, broken],
  ]) {
    const found = { interpreters, broken: [], named: new Map() };
    for (const request of ['3.11', '3.11.7', '>=3.11', 'all']) {
      assert.deepEqual(selectPythons([request], found), [whole], request);
    }
    assert.equal(pickAuto(interpreters, { requiresPython: undefined }), whole);
  }
});

test('a path chooses exactly that Python', () => {
  assert.deepEqual(
    selectPythons([ownPath], found).map((each) => each.executable),
    [ownPath],
  );
});

test('paths are picked out of the requests', () => {
  assert.deepEqual(namedPaths(['3.11,/a/b', '>=3.9', './c', '~/d', 'auto', 'all']), [
    '/a/b',
    './c',
    '~/d',
  ]);
});

test('what matches nothing says what there is', () => {
  assert.throws(() => select('3.8'), {
    code: 'no-python',
    message: 'Failed to find a Python that matches `3.8`',
    hint: /^found `2\.7\.18`, `3\.9\.18`, .*`3\.12\.1d`.*`pypy3\.10\.14` and 1 that could not be used: `\/my\/broken` does not exist \(`spip/,
  });
  assert.throws(() => select('3.11,3.10'), { message: /`3\.10`$/ });
  assert.throws(() => select('3.1'), { code: 'no-python' });
  assert.throws(() => select('>=4'), { code: 'no-python' });
  assert.throws(() => selectPythons(['3'], { interpreters: [], broken: [], named: new Map() }), {
    hint: /^no Python was found/,
  });
});

test('a named path that is broken says why', () => {
  assert.throws(() => select(brokenPath), {
    code: 'no-python',
    message: 'Failed to use the Python `/my/broken`: it does not exist',
  });
});

test('`all` says which Pythons it leaves out, and why', () => {
  const slow = { path: '/slow', source: 'PATH', reason: 'did not answer' };
  const seen = { broken: [...found.broken, slow], silent: [slow] };
  const text = 'the Python `/my/broken` is left out: it does not exist';
  assert.deepEqual(skippedPythons(['all'], seen), [text]);
  assert.deepEqual(skippedPythons(['3.11,all', 'auto'], seen), [text]);
  assert.deepEqual(skippedPythons(['auto', '3.11', '>=3'], seen), []);
  assert.deepEqual(skippedPythons([], seen), []);
});

test('nonsense is refused with the forms that are understood', () => {
  for (const nonsense of ['foo', '3.x', '', '3.11,', 't', 'auto', 'pypi3']) {
    assert.throws(() => select(nonsense), { code: 'usage', hint: /specifier/ }, nonsense);
  }
  assert.throws(() => select('>=3.x'), { code: 'invalid-specifier' });
});
