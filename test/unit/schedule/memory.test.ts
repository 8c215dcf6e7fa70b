// Which items test at once where memory is short: all numbers are made up.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { Cancelled } from '../../../src/model/cancelled.ts';
import { type CellsJob, runCells } from '../../../src/schedule/runCells.ts';
import { StopControl } from '../../../src/schedule/stopControl.ts';
import { Gates } from './gates.ts';

type Job = CellsJob<number, string>;

interface World {
  /** What each item takes; an item is its place in this list. */
  readonly bytes: readonly number[];
  readonly total: number;
  readonly slots?: number;
  readonly stop?: StopControl;
  readonly expectedOf?: (item: number) => number;
  readonly onTested?: (item: number) => void;
}

/** All items get ready at once and test until their gate opens. */
class Held {
  readonly gates = new Gates();
  readonly short: number[] = [];
  readonly testing = new Set<number>();
  readonly results: Promise<readonly string[]>;

  constructor({ bytes, total, ...world }: World) {
    const { expectedOf = (item) => bytes[item] ?? 0, onTested, stop = new StopControl() } = world;
    const run: Job['run'] = async (item, { slot, signal }) => {
      try {
        await slot.enter();
        this.testing.add(item);
        await this.gates.wait(String(item), signal);
        onTested?.(item);
        this.testing.delete(item);
        slot.leave();
        return { result: `${item} done`, again: false };
      } catch (error) {
        const why = error instanceof Cancelled ? error.reason : 'bug';
        return { result: `${item} ${why}`, again: false };
      }
    };
    this.results = runCells({
      items: bytes.map((_, item) => item),
      key: String,
      slots: world.slots ?? bytes.length,
      prepareSlots: bytes.length,
      stop,
      memory: { total, expectedOf, onShort: (testing) => this.short.push(testing) },
      run,
      onCancelled: (item, reason) => `${item} ${reason} in the queue`,
    });
  }

  /** Which items test, when everything that can go on has done so. */
  async now(): Promise<readonly number[]> {
    await turn();
    return [...this.testing].toSorted((a, b) => a - b);
  }

  async end(...items: readonly number[]): Promise<readonly number[]> {
    this.gates.open(...items.map(String));
    return await this.now();
  }
}

test('items test together as long as they fit, and the next one when there is room', async () => {
  const held = new Held({ bytes: [4, 4, 4, 4], total: 10 });
  assert.deepEqual(await held.now(), [0, 1]);
  assert.deepEqual(await held.end(0), [1, 2]);
  assert.deepEqual(await held.end(1, 2), [3]);
  assert.deepEqual(await held.end(3), []);
  assert.equal((await held.results).length, 4);
  assert.deepEqual(held.short, [2], 'said once');
});

test('exactly what there is fits, and nothing is said where all fit', async () => {
  const held = new Held({ bytes: [4, 6], total: 10 });
  assert.deepEqual(await held.now(), [0, 1]);
  await held.end(0, 1);
  await held.results;
  assert.deepEqual(held.short, []);
});

test('the slots are the upper bound, and a place that is not free is no want of memory', async () => {
  const held = new Held({ bytes: [1, 1, 1], total: 100, slots: 2 });
  assert.deepEqual(await held.now(), [0, 1]);
  await held.end(0, 1, 2);
  await held.results;
  assert.deepEqual(held.short, []);
});

test('what fits nowhere tests alone, so that nothing waits for ever', async () => {
  const held = new Held({ bytes: [99, 99, 1], total: 10 });
  assert.deepEqual(await held.now(), [0]);
  assert.deepEqual(await held.end(0), [1]);
  assert.deepEqual(await held.end(1), [2]);
  await held.end(2);
  assert.deepEqual(await held.results, ['0 done', '1 done', '2 done']);
});

test('without any memory for them items test one after another', async () => {
  const held = new Held({ bytes: [1, 1], total: 0 });
  assert.deepEqual(await held.now(), [0]);
  assert.deepEqual(await held.end(0), [1]);
  await held.end(1);
  await held.results;
});

test('no small item passes a large one that waits for room', async () => {
  const held = new Held({ bytes: [3, 3, 9, 1, 1, 1], total: 10 });
  assert.deepEqual(await held.now(), [0, 1]);
  assert.deepEqual(await held.end(0), [1], 'the place of 0 stays free for 2');
  assert.deepEqual(await held.end(1), [2, 3]);
  assert.deepEqual(await held.end(2), [3, 4, 5]);
  await held.end(3, 4, 5);
  await held.results;
});

test('what is learnt of those that tested decides about the next ones', async () => {
  let expected = 10;
  const held = new Held({
    bytes: [0, 0, 0, 0],
    total: 12,
    expectedOf: () => expected,
    onTested: (item) => {
      expected = item === 0 ? 6 : 3;
    },
  });
  assert.deepEqual(await held.now(), [0]);
  assert.deepEqual(await held.end(0), [1, 2]);
  assert.deepEqual(await held.end(1), [2, 3]);
  await held.end(2, 3);
  await held.results;
});

test('what is learnt holds for those that test, too', async () => {
  let expected = 4;
  const held = new Held({
    bytes: [0, 0, 0, 0],
    total: 10,
    expectedOf: () => expected,
    onTested: () => {
      expected = 6;
    },
  });
  assert.deepEqual(await held.now(), [0, 1]);
  assert.deepEqual(await held.end(0), [1], '1 is now expected to take 6 as well');
  assert.deepEqual(await held.end(1), [2]);
  await held.end(2, 3);
  await held.results;
});

test('an item that waits for memory learns of the stop', async () => {
  const stop = new StopControl();
  const held = new Held({ bytes: [9, 9], total: 10, stop });
  assert.deepEqual(await held.now(), [0]);
  stop.drain('interrupted');
  await held.end(0);
  assert.deepEqual(await held.results, ['0 done', '1 interrupted']);
});

test('2,000 items of any size on 16 slots: never more than there is, unless one is alone', async () => {
  const seed = Number(process.env['SPIP_SEED'] ?? Date.now() % 1_000_000);
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const total = 100;
  const bytes = Array.from({ length: 2000 }, () => (random(50) === 0 ? 150 : 1 + random(40)));
  const testing = new Set<number>();
  let most = 0;
  const results = await runCells<number, string>({
    items: bytes.map((_, item) => item),
    key: String,
    slots: 16,
    prepareSlots: 18,
    stop: new StopControl(),
    memory: { total, expectedOf: (item) => bytes[item] ?? 0, onShort: () => undefined },
    run: async (item, { slot }) => {
      for (let turns = random(3); turns > 0; turns -= 1) {
        await turn();
      }
      await slot.enter();
      testing.add(item);
      const sum = [...testing].reduce((all, one) => all + (bytes[one] ?? 0), 0);
      assert.ok(sum <= total || testing.size === 1, `seed ${seed}: ${sum} by ${testing.size}`);
      most = Math.max(most, testing.size);
      for (let turns = 1 + random(3); turns > 0; turns -= 1) {
        await turn();
      }
      testing.delete(item);
      slot.leave();
      return { result: 'done', again: false };
    },
    onCancelled: () => assert.fail('cancelled'),
  });
  assert.equal(results.length, 2000);
  assert.ok(most > 3, `seed ${seed}: ${most} at once`);
});
