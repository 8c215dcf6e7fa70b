import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskError } from '../../../src/lib/diskError.ts';
import { SpipError } from '../../../src/lib/spipError.ts';

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
