import assert from 'node:assert/strict';
import test from 'node:test';
import { watchProcess } from '../../../../src/flows/run/watchProcess.ts';

const identity = { pid: 1, startTime: 'then', bootId: 'this' };

test('A journal that cannot be written is reported when the process has ended', async () => {
  const ended = Promise.withResolvers<void>();
  const unhandled: unknown[] = [];
  const listen = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', listen);
  try {
    const journal = {
      intend: () => Promise.reject(new Error('no space')),
      done: () => Promise.resolve(),
    };
    const watched = watchProcess(journal, async (onSpawn) => {
      onSpawn(identity);
      await ended.promise;
    });
    // Node looks for rejections that nobody handles after each turn.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(unhandled, []);
    ended.resolve();
    await assert.rejects(watched, /no space/);
  } finally {
    process.off('unhandledRejection', listen);
  }
});
