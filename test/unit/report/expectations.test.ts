import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectationOf, parseExpectations } from '../../../src/report/expectations.ts';
import { result } from './world.ts';

test('a line is a pattern and a reason', () => {
  const list = parseExpectations(
    '# known\n\n  webob==1.8.*@3.13  # cgi is gone # for good\nsix==*;numpy=1.26.*  #old\r\n',
    'known.txt',
  );
  assert.deepEqual(
    list.map(({ pattern, reason }) => [pattern, reason]),
    [
      ['webob==1.8.*@3.13', 'cgi is gone # for good'],
      ['six==*;numpy=1.26.*', 'old'],
    ],
  );
  const reasonOf = (text: string): string | undefined => expectationOf(result(text), list)?.reason;
  assert.equal(reasonOf('webob 1.8.8 3.13'), 'cgi is gone # for good');
  assert.equal(reasonOf('webob 1.8.8 3.12'), undefined);
  // A dot is a dot, and the whole id counts.
  assert.equal(reasonOf('webob 1x8.8 3.13'), undefined);
  assert.equal(reasonOf('webob 1.8.8 3.13t'), undefined);
});

test('a line without a reason is refused with its place', () => {
  assert.throws(() => parseExpectations('\nwebob==1.0@3.13', 'known.txt'), {
    code: 'usage',
    message: 'Expected a pattern of cells and a reason in line 2 of `known.txt`: `webob==1.0@3.13`',
  });
});
