import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { entryPath } from '../../../src/cache/buckets.ts';
import { FileLocks } from '../../../src/cache/fileLock.ts';
import type { HeldLock, LockOptions } from '../../../src/cache/fileLock.ts';
import { Producer } from '../../../src/cache/producer.ts';
import type { Product } from '../../../src/cache/producer.ts';
import { publishDirectory } from '../../../src/cache/publish.ts';
import { SpipError } from '../../../src/lib/spipError.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

class CountedLocks extends FileLocks {
  taken = 0;

  override async lock(key: string, options?: LockOptions): Promise<HeldLock> {
    const lock = await super.lock(key, options);
    this.taken += 1;
    return lock;
  }
}

/** A process that shares the cache with others. */
interface Process {
  readonly producer: Producer;
  readonly locks: CountedLocks;
  readonly said: readonly string[];
}

interface World {
  readonly cacheDir: string;
  readonly temporary: string;
  readonly open: (signal?: AbortSignal) => Process;
}

async function emptyCache(t: TestContext): Promise<World> {
  const cacheDir = await temporaryFolder(t);
  const temporary = join(cacheDir, 'tmp', 'run');
  const open = (signal?: AbortSignal): Process => {
    const locks = new CountedLocks(join(cacheDir, 'locks'), {});
    t.after(() => locks.close());
    const said: string[] = [];
    const producer = new Producer({
      cacheDir,
      temporary,
      locks,
      signal,
      emit: (event) => said.push('text' in event ? event.text : event.kind),
    });
    return { producer, locks, said };
  };
  return { cacheDir, temporary, open };
}

interface Counted extends Product<string> {
  readonly counts: { looks: number; makes: number };
}

/** A folder with one file, which says who made it; damaged if it is empty. */
function product({ cacheDir }: World, make: () => Promise<string> | string): Counted {
  const place = entryPath(cacheDir, 'built', 'abcd');
  const counts = { looks: 0, makes: 0 };
  return {
    key: 'built-abcd',
    place,
    counts,
    look: async () => {
      counts.looks += 1;
      if (!existsSync(join(place, 'text'))) {
        return { state: 'absent' };
      }
      const value = await readFile(join(place, 'text'), 'utf8');
      return value === ''
        ? { state: 'damaged', reason: 'it is empty' }
        : { state: 'present', value };
    },
    make: async (folder) => {
      counts.makes += 1;
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'text'), await make());
      await publishDirectory(folder, place);
    },
  };
}

async function put(place: string, text: string): Promise<void> {
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'text'), text);
}

function never(): never {
  throw new Error('must not be called');
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a product', () => {
  it('that is there is found without a lock, and once for all who ask', async (t) => {
    const world = await emptyCache(t);
    const { producer, locks, said } = world.open();
    const found = product(world, never);
    await put(found.place, 'found');
    assert.deepEqual(await Promise.all([producer.get(found), producer.get(found)]), [
      'found',
      'found',
    ]);
    assert.equal(await producer.get(found), 'found');
    assert.deepEqual([found.counts.looks, locks.taken, producer.made], [1, 0, 0]);
    assert.deepEqual(said, []);
  });

  it('that is missing is made by the first who asks, in a folder that is gone afterwards', async (t) => {
    const world = await emptyCache(t);
    const { producer, locks } = world.open();
    const gate = Promise.withResolvers<string>();
    const made = product(world, () => gate.promise);
    const asked = Promise.all([producer.get(made), producer.get(made)]);
    await until(() => made.counts.makes > 0);
    const joined = producer.get(made);
    gate.resolve('made');
    assert.deepEqual([...(await asked), await joined], ['made', 'made', 'made']);
    assert.deepEqual([made.counts.makes, locks.taken, producer.made], [1, 1, 1]);
    assert.deepEqual([locks.held, locks.waiting], [0, 0]);
    assert.deepEqual(readdirSync(world.temporary), []);
  });

  it('that another process makes is waited for and found, and the wait names its holder', async (t) => {
    const world = await emptyCache(t);
    const [first, second] = [world.open(), world.open()];
    const gate = Promise.withResolvers<string>();
    const made = first.producer.get(product(world, () => gate.promise));
    await until(() => first.locks.held > 0);
    const found = second.producer.get(product(world, never));
    await until(() => second.locks.waiting > 0);
    gate.resolve('by the first');
    assert.deepEqual(await Promise.all([made, found]), ['by the first', 'by the first']);
    assert.deepEqual([first.producer.made, second.producer.made], [1, 0]);
    assert.match(second.said[0] ?? '', /^waiting for built-abcd, held by .* \(pid \d+ on /);
  });

  it('that appears between the look and the lock is not made again', async (t) => {
    const world = await emptyCache(t);
    const { producer, locks } = world.open();
    const late = product(world, never);
    const look = late.look.bind(late);
    const racing: Product<string> = {
      ...late,
      look: async () => {
        const found = await look();
        await put(late.place, 'by another');
        return found;
      },
    };
    assert.equal(await producer.get(racing), 'by another');
    assert.deepEqual([late.counts.looks, locks.taken, producer.made], [2, 1, 0]);
  });

  it('that another made in spite of the lock stands, and the own one is thrown away', async (t) => {
    const world = await emptyCache(t);
    const { producer } = world.open();
    const lost = product(world, async () => {
      await put(lost.place, 'by another');
      return 'own';
    });
    assert.equal(await producer.get(lost), 'by another');
    assert.deepEqual(readdirSync(world.temporary), []);
  });

  it('that cannot be made fails everybody who waits, and is tried again by the next', async (t) => {
    const world = await emptyCache(t);
    const { producer, locks } = world.open();
    const failing = product(world, () => {
      throw new Error('no');
    });
    const asked = [producer.get(failing), producer.get(failing)].map((each) =>
      assert.rejects(each, { message: 'no' }),
    );
    await Promise.all(asked);
    assert.deepEqual([failing.counts.makes, locks.held, producer.made], [1, 0, 0]);
    assert.deepEqual(readdirSync(world.temporary), []);
    assert.equal(await producer.get(product(world, () => 'now')), 'now');
  });

  for (const code of ['bad-archive', 'hash-mismatch'] as const) {
    it(`that was refused as ${code} stays refused, also when all else is forgotten`, async (t) => {
      const world = await emptyCache(t);
      const { producer } = world.open();
      const refused = product(world, () => {
        throw new SpipError(code, 'Expected better');
      });
      await assert.rejects(producer.get(refused), { code });
      producer.forgetAll();
      await assert.rejects(producer.get(refused), { code });
      assert.equal(refused.counts.makes, 1);
    });
  }

  it('for which the disk has no room says so with the cache', async (t) => {
    const world = await emptyCache(t);
    const { producer } = world.open();
    const large = product(world, () => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    });
    await assert.rejects(producer.get(large), {
      code: 'disk',
      message: `Failed to write to \`${world.cacheDir}\`: no space left on the device`,
    });
  });

  it('that another process makes is not waited for after an interruption', async (t) => {
    const world = await emptyCache(t);
    const stop = new AbortController();
    const [others, own] = [world.open(), world.open(stop.signal)];
    const held = await others.locks.lock('built-abcd');
    const ended = assert.rejects(own.producer.get(product(world, never)), { code: 'interrupted' });
    await until(() => own.locks.waiting > 0);
    stop.abort();
    await ended;
    held.release();
    assert.deepEqual([own.locks.held, own.locks.waiting, own.locks.taken], [0, 0, 0]);
  });
});

describe('a damaged product', () => {
  it('is moved to quarantine and made again', async (t) => {
    const world = await emptyCache(t);
    const { producer, said } = world.open();
    const damaged = product(world, () => 'whole');
    await put(damaged.place, '');
    assert.equal(await producer.get(damaged), 'whole');
    const [away = ''] = readdirSync(join(world.cacheDir, 'quarantine'));
    assert.match(away, /^[0-9a-f]{12}-abcd$/);
    assert.deepEqual(said, [
      `\`${damaged.place}\` in the cache is damaged (it is empty): moved to \`${join(world.cacheDir, 'quarantine', away)}\` and made again`,
    ]);
  });

  it('is made again once: the second time it is an error with its path', async (t) => {
    const world = await emptyCache(t);
    const { producer } = world.open();
    const hopeless = product(world, () => '');
    await assert.rejects(producer.get(hopeless), {
      code: 'disk',
      message: `Failed to keep \`${hopeless.place}\`: it is empty right after it was made`,
    });
    assert.equal(hopeless.counts.makes, 1);
  });

  it('that is gone right after it was made is an error with its path', async (t) => {
    const world = await emptyCache(t);
    const { producer } = world.open();
    const vanishing = { ...product(world, never), make: () => Promise.resolve() };
    await assert.rejects(producer.get(vanishing), {
      code: 'disk',
      message: `Failed to keep \`${vanishing.place}\`: it is gone right after it was made`,
    });
  });
});

describe('what a producer remembers', () => {
  it('is looked at again once it is told to', async (t) => {
    const world = await emptyCache(t);
    const { producer } = world.open();
    const found = product(world, never);
    await put(found.place, 'old');
    assert.equal(await producer.get(found), 'old');
    await put(found.place, 'new');
    assert.equal(await producer.get(found), 'old');
    producer.forgetAll();
    assert.equal(await producer.get(found), 'new');
  });

  it('is what was asked for last, as far as its weight allows, and all that has none', async (t) => {
    const world = await emptyCache(t);
    const { producer } = world.open();
    const looked: string[] = [];
    const weighing = (key: string, weight: number): Product<string> => ({
      key,
      place: join(world.cacheDir, key),
      weigh: () => weight,
      look: () => {
        looked.push(key);
        return Promise.resolve({ state: 'present', value: key });
      },
      make: never,
    });
    const all = [weighing('light', 0), weighing('first', 60_000), weighing('second', 60_000)];
    for (const each of [...all, ...all.toReversed()]) {
      await producer.get(each);
    }
    assert.deepEqual(looked, ['light', 'first', 'second', 'first']);
  });
});
