import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastLine, oneLine } from '../../../src/testrun/oneLine.ts';

test('text of a program becomes one harmless line', () => {
  assert.equal(
    oneLine(' a\r\n\tb\u001B[31m red\u001B[0m\u0000\u202Ec\u001B]0;title\u0007 '),
    'a b red c',
  );
  assert.equal(oneLine('x'.repeat(1000)), `${'x'.repeat(300)}...`);
});

test('the last line that says anything', () => {
  assert.equal(lastLine('one\ntwo\n\u001B[0m\n  \n'), 'two');
  assert.equal(lastLine(''), '');
});
