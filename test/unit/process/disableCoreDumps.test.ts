import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { disableCoreDumps } from '../../../src/process/disableCoreDumps.ts';

test('children inherit a core dump limit of 0', async (context) => {
  if (!(await disableCoreDumps())) {
    context.skip('no prlimit here');
    return;
  }
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', 'ulimit -S -c']);
  assert.equal(stdout, '0\n');
});
