import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpipError } from '../../../src/lib/spipError.ts';
import { describeFailure } from '../../../src/report/describeFailure.ts';

const plain = { color: false };

test('says what failed, why, the way out and where to read on', () => {
  const error = new SpipError('git', 'Failed to add a worktree', {
    hint: 'free some space',
    log: '/data/log',
    cause: new Error('disk \u001B[31mfull', { cause: new Error('ENOSPC') }),
  });
  assert.equal(
    describeFailure(error, plain),
    'error: Failed to add a worktree\n' +
      '  caused by: disk \\x1b[31mfull\n' +
      '  caused by: ENOSPC\n' +
      'hint: free some space\n' +
      'log: /data/log\n',
  );
});

test('does not repeat a cause that the message holds', () => {
  const error = new SpipError('git', 'Failed to run: ENOENT', { cause: new Error('ENOENT') });
  assert.equal(describeFailure(error, plain), 'error: Failed to run: ENOENT\n');
});

test('prints the stack of a bug and says that it is one', () => {
  const text = describeFailure(new TypeError('x is not a function'), plain);
  assert.match(
    text,
    /^error: TypeError: x is not a function\n {4}at [^]*\nhint: this is a bug in spip; please report it with the lines above\n$/,
  );
  assert.match(describeFailure('odd', plain), /^error: Unknown value thrown: odd\n/);
});
