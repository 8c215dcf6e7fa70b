import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causesOf } from '../../../src/report/causes.ts';
import { result } from './world.ts';

function causeSizes(...messages: readonly string[]): readonly number[] {
  const cells = messages.map((message, index) =>
    result(`six 1.${index} 3.11`, { state: 'fail', reason: 'tests-failed' }, { message }),
  );
  return causesOf(cells).map((cause) => cause.cells.length);
}

test('addresses of objects make no cause of their own', () => {
  const said = (address: string): string => `t.py::t: None = <function f at ${address}>.g()`;
  assert.deepEqual(causeSizes(said('0x7f92d2b93ac0'), said('0x7F6FE382E4A0')), [2]);
  assert.deepEqual(
    causeSizes(`${said('0x7f92d2b93ac0')} a`, `${said('0x7f92d2b93ac0')} b`),
    [1, 1],
  );
});

test('small numbers in base 16 are no addresses', () => {
  assert.deepEqual(causeSizes('expected 0x1f', 'expected 0x2f'), [1, 1]);
});
