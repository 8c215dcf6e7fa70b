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

test('neither versions on an axis nor the tags of wheels make a cause of their own', () => {
  const cells = [
    ['1.10.4', '`cp26`, `cp27`, `cp33`, `cp34` and 1 more'],
    ['1.9.3', '`cp27`'],
    ['1.12.1', '`cp27` and `cp34`'],
  ].map(([numpy = '', tags = '']) =>
    result(
      `six 1.0 3.11 numpy=${numpy}`,
      { state: 'blocked', reason: 'no-compatible-file' },
      {
        message: `you ask for \`numpy==${numpy}\`, but \`numpy\` ${numpy} has no wheel`,
        hint: `\`numpy\` ${numpy} has wheels only for ${tags}; this cell runs Python 3.11`,
      },
    ),
  );
  assert.deepEqual(
    causesOf(cells).map((cause) => cause.cells.length),
    [3],
  );
});

test('words on an axis are no names', () => {
  const cells = ['all', 'none'].map((extra) =>
    result(
      `six 1.0 3.11 extra=${extra}`,
      { state: 'fail', reason: 'tests-failed' },
      { message: 'all tests failed' },
    ),
  );
  assert.equal(causesOf(cells).length, 1);
});
