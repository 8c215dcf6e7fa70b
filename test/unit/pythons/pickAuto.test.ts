import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSpecifiers } from '../../../src/pep/specifiers.ts';
import { pickAuto } from '../../../src/pythons/pickAuto.ts';
import type { AutoRelease } from '../../../src/pythons/pickAuto.ts';
import { madeUpInterpreter } from './madeUpInterpreter.ts';

const interpreters = [
  madeUpInterpreter({ version: '2.7.18' }),
  madeUpInterpreter({ version: '3.11.2', path: '/usr/bin/python3' }),
  madeUpInterpreter({ version: '3.11.7' }),
  madeUpInterpreter({ version: '3.12.1' }),
  madeUpInterpreter({ version: '3.13.0', debug: true }),
  madeUpInterpreter({ version: '3.13.1', freeThreaded: true }),
  madeUpInterpreter({ version: '3.14.0rc1' }),
  madeUpInterpreter({ version: '3.13.5', implementation: 'pypy' }),
];

function pick(requires: string | undefined, wheelFor?: AutoRelease['hasCompatibleWheel']): unknown {
  return pickAuto(interpreters, {
    requiresPython: requires === undefined ? undefined : parseSpecifiers(requires),
    hasCompatibleWheel: wheelFor,
  })?.version;
}

test('the newest final, plain CPython is picked', () => {
  assert.equal(pick(undefined), '3.12.1');
});

test('Requires-Python is respected on both sides', () => {
  assert.equal(pick('<3.12'), '3.11.7');
  assert.equal(pick('!=3.12.*, !=3.11.7'), '3.11.2');
  assert.equal(pick('<3'), '2.7.18');
  assert.equal(pick('>=3.13'), undefined);
});

test('one with a compatible wheel comes before a newer one without', () => {
  assert.equal(
    pick(undefined, (each) => each.python === '3.11'),
    '3.11.7',
  );
  assert.equal(
    pick('>=3.12', (each) => each.python === '3.11'),
    '3.12.1',
  );
});
