import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allEnded } from '../../../src/lib/allEnded.ts';

test('gives what each promise gives', async () => {
  const [text, number] = await allEnded([Promise.resolve('a'), 1] as const);
  assert.deepEqual([text, number], ['a', 1]);
  assert.deepEqual(await allEnded([]), []);
});

test('a failure waits for what goes on; of several that of the first is told', async () => {
  const slow = Promise.withResolvers<never>();
  let told: unknown;
  const ended = allEnded([slow.promise, Promise.reject(new Error('fast'))]).catch(
    (error: unknown) => {
      told = error;
    },
  );
  await new Promise(setImmediate);
  assert.equal(told, undefined);
  const first = new Error('slow');
  slow.reject(first);
  await ended;
  assert.equal(told, first);
});
