import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asDiskError, diskError } from '../../../../src/lib/files/diskError.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';

function errno(code: string): Error {
  return Object.assign(new Error(`${code}: something, open '/x'`), { code });
}

for (const [code, kind, words] of [
  ['ENOSPC', 'disk', 'no space left on the device'],
  ['EDQUOT', 'disk', 'no space left on the device'],
  ['EROFS', 'unwritable', 'not allowed to write there'],
  ['EACCES', 'unwritable', 'not allowed to write there'],
  ['EMFILE', 'disk', 'too many open files'],
  ['ENFILE', 'disk', 'too many open files'],
  ['EIO', 'disk', 'input or output error of the device'],
] as const) {
  test(`${code} is said in words`, () => {
    const cause = errno(code);
    const told = diskError(cause, 'write `/x`');
    assert.ok(told instanceof SpipError);
    assert.equal(told.code, kind);
    assert.equal(told.message, `Failed to write \`/x\`: ${words}`);
    assert.equal(told.cause, cause);
  });
}

test('anything else stays what it is', () => {
  const known = new SpipError('git', 'Failed');
  for (const error of [errno('ENOENT'), new Error('x'), known, 'text']) {
    assert.equal(diskError(error, 'write'), error);
  }
});

test('where only the disk can be at fault every error is one of it, with its code', () => {
  const known = new SpipError('git', 'Failed');
  assert.equal(asDiskError(known, 'write'), known);
  assert.equal(asDiskError(errno('ENOSPC'), 'write').message, diskWords);
  const { code, message } = asDiskError(errno('ENOTDIR'), 'write `/x`');
  assert.deepEqual([code, message], ['disk', 'Failed to write `/x` (ENOTDIR)']);
  assert.equal(asDiskError('text', 'write').message, 'Failed to write');
});

const diskWords = 'Failed to write: no space left on the device';
