import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withCleanup } from '../../../src/lib/withCleanup.ts';

test('cleans up after success and after failure', async () => {
  const cleaned: string[] = [];
  const clean = async (name: string): Promise<void> => void cleaned.push(name);
  assert.equal(
    await withCleanup(
      async () => 1,
      () => clean('success'),
    ),
    1,
  );
  await assert.rejects(
    withCleanup(
      () => Promise.reject(new Error('task')),
      () => clean('failure'),
    ),
    /^Error: task$/,
  );
  assert.deepEqual(cleaned, ['success', 'failure']);
});

test('throws what came first', async () => {
  const failing = (name: string) => () => Promise.reject(new Error(name));
  await assert.rejects(withCleanup(failing('task'), failing('cleanup')), /^Error: task$/);
  await assert.rejects(
    withCleanup(async () => 1, failing('cleanup')),
    /^Error: cleanup$/,
  );
});
