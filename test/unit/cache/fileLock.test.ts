import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { FileLocks, openFileLocks } from '../../../src/cache/fileLock.ts';
import type { LockHolder } from '../../../src/cache/lockHolder.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const childScript = join(import.meta.dirname, '../../support/lockChild.ts');

/** Another process that holds the lock until told otherwise. */
async function holdElsewhere(
  context: TestContext,
  { kind, directory, key }: { kind: 'kernel' | 'file'; directory: string; key: string },
): Promise<{ pid: number; release(): Promise<void>; kill(): Promise<void> }> {
  const child = spawn(process.execPath, [childScript, kind, directory, key], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  context.after(() => child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const said: unknown[] = await once(child.stdout, 'data');
  assert.equal(String(said[0]), 'held\n');
  return {
    pid: child.pid ?? 0,
    release: async () => {
      child.stdin.end();
      await exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

for (const kind of ['kernel', 'file'] as const) {
  describe(`file locks (${kind})`, () => {
    it('keeps out another process, says whom it waits for, and goes on when that one lets go', async (t) => {
      const directory = await temporaryFolder(t);
      const other = await holdElsewhere(t, { kind, directory, key: 'numpy' });
      const locks = openFileLocks(directory, { kind });
      assert.equal(await locks.tryLock('numpy'), undefined);

      const holders: (LockHolder | undefined)[] = [];
      const asked = Promise.withResolvers<void>();
      const order: string[] = [];
      const waiting = locks.withLock(
        'numpy',
        () => {
          order.push('ours');
          return Promise.resolve();
        },
        {
          onWait: (holder) => {
            holders.push(holder);
            asked.resolve();
          },
        },
      );
      await asked.promise;
      await locks.withLock('six', () => Promise.resolve(order.push('another key')));
      assert.equal(locks.waiting, 1);
      order.push('theirs ends');
      await other.release();
      await waiting;

      assert.deepEqual(order, ['another key', 'theirs ends', 'ours']);
      assert.equal(holders.length, 1);
      assert.equal(holders[0]?.pid, other.pid);
      assert.match(holders[0]?.command ?? '', /^lockChild\.ts/);
      assert.equal(locks.held, 0);
      assert.equal(locks.waiting, 0);
      locks.close();
    });

    it('is free again when its holder is killed', async (t) => {
      const directory = await temporaryFolder(t);
      const other = await holdElsewhere(t, { kind, directory, key: 'run-a1' });
      const locks = openFileLocks(directory, { kind });
      assert.equal(await locks.tryLock('run-a1'), undefined);
      await other.kill();
      const lock = await locks.tryLock('run-a1');
      assert.equal(lock?.key, 'run-a1');
      assert.equal(locks.held, 1);
      lock?.release();
      locks.close();
    });

    it('lets the tasks of one process in one after the other, also through two handles', async (t) => {
      const directory = await temporaryFolder(t);
      const first = openFileLocks(directory, { kind });
      const second = openFileLocks(directory, { kind });
      let inside = 0;
      let most = 0;
      let done = 0;
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? first : second).withLock('key', async () => {
            inside += 1;
            most = Math.max(most, inside);
            await new Promise((resolve) => setImmediate(resolve));
            inside -= 1;
            done += 1;
          }),
        ),
      );
      assert.deepEqual({ most, done }, { most: 1, done: 20 });
      first.close();
      second.close();
    });
  });
}

describe('file locks', () => {
  it('keeps its lock whatever else this process opens through its handles', async (t) => {
    const directory = await temporaryFolder(t);
    const locks = openFileLocks(directory);
    const lock = await locks.lock('held');
    const second = openFileLocks(directory);
    assert.equal(await second.tryLock('held'), undefined);
    second.close();
    // More keys than latches are kept: the oldest ones are closed.
    for (let index = 0; index < 40; index += 1) {
      await locks.withLock(`key-${index}`, () => Promise.resolve());
    }
    const third = openFileLocks(directory);
    assert.equal(await third.tryLock('held'), undefined);
    lock.release();
    const taken = await third.tryLock('held');
    assert.notEqual(taken, undefined);
    taken?.release();
    third.close();
    locks.close();
  });

  it('leaves its files behind, empty', async (t) => {
    const directory = await temporaryFolder(t);
    const locks = openFileLocks(directory);
    await locks.withLock('key', () => Promise.resolve());
    locks.close();
    const names = (await readdir(directory, { recursive: true })).filter((name) =>
      name.endsWith('.lock'),
    );
    assert.equal(names.length, 1);
    assert.equal((await stat(join(directory, names[0] ?? ''))).size, 0);
  });

  it('frees the lock when the task fails', async (t) => {
    const locks = openFileLocks(await temporaryFolder(t));
    await assert.rejects(
      locks.withLock('key', () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(await locks.withLock('key', () => Promise.resolve(7)), 7);
    locks.close();
  });

  it('stops waiting when told so, and does not hold up those behind', async (t) => {
    const folder = await temporaryFolder(t);
    const locks = openFileLocks(folder);
    const lock = await locks.lock('key');
    const stop = new AbortController();
    const waiting = locks.lock('key', { signal: stop.signal });
    const behind = locks.lock('key');
    const stranger = new FileLocks(folder, {}).lock('key', { signal: stop.signal });
    stop.abort(new Error('enough'));
    await assert.rejects(waiting, { code: 'interrupted', cause: new Error('enough') });
    await assert.rejects(stranger, { code: 'interrupted' });
    lock.release();
    (await behind).release();
    assert.equal(locks.held, 0);
    locks.close();
  });

  it('refuses a key that could leave its folder', async (t) => {
    const locks = openFileLocks(await temporaryFolder(t));
    await assert.rejects(locks.lock('../key'), /Unexpected lock key/);
    locks.close();
  });
});
