import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runProcess } from '../../../src/process/runProcess.ts';
import { Cancelled } from '../../../src/model/cancelled.ts';
import { type CellsJob, type ItemContext, runCells } from '../../../src/schedule/runCells.ts';
import { StopControl } from '../../../src/schedule/stopControl.ts';
import { HeldCommands } from '../../support/heldCommand.ts';
import { Gates } from './gates.ts';

type Job = CellsJob<number, string>;
type Run = (item: number, context: ItemContext) => Promise<string>;

/** Whatever ends an item becomes its result, as cells do it. */
function job(count: number, run: Run, more: Partial<Job> = {}): Job {
  return {
    items: Array.from({ length: count }, (_, index) => index),
    key: String,
    slots: 2,
    prepareSlots: 2,
    stop: new StopControl(),
    run: async (item, context) => {
      const result = await run(item, context).catch((error: unknown) => `${item} ${why(error)}`);
      return { result, again: false };
    },
    onCancelled: (item, reason) => `${item} ${reason} in the queue`,
    ...more,
  };
}

function why(error: unknown): string {
  return error instanceof Cancelled ? error.reason : error instanceof Error ? error.message : 'odd';
}

/** Lets everything that can go on without the test do so. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function gatedRun(gates: Gates): Run {
  return async (item, { slot, signal }) => {
    await gates.wait(`prepare ${item}`, signal);
    await slot.enter();
    await gates.wait(`test ${item}`, signal);
    return `${item} done`;
  };
}

test('with 16 held commands on 8 slots exactly 8 run, and the ninth starts when one ends', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spip-'));
  {
    await using held = await HeldCommands.open(folder);
    const run: Run = async (item, { slot, signal }) => {
      await slot.enter();
      const outcome = await runProcess({
        argv: held.nodeCommand(String(item)),
        cwd: folder,
        env: {},
        timeoutMs: 60_000,
        outputCap: 1000,
        logPath: join(folder, `${item}.log`),
        signal,
      });
      return `${item} ${outcome.exitStatus}`;
    };
    const results = runCells(job(16, run, { slots: 8, prepareSlots: 4 }));
    const running = [...(await held.nextOf(8))];
    for (let started = 8; started < 16; started += 1) {
      assert.equal(held.started, started);
      assert.equal(held.running, 8);
      running.shift()?.release(started);
      running.push(await held.next());
    }
    running.forEach((child) => child.release());
    const statuses = (await results).map((result) => Number(result.split(' ')[1]));
    assert.deepEqual(
      statuses.filter((status) => status > 0).toSorted((a, b) => a - b),
      [8, 9, 10, 11, 12, 13, 14, 15],
    );
  }
  await rm(folder, { recursive: true });
});

test('getting ready overlaps with running tests, within its own limit', async () => {
  const gates = new Gates();
  const results = runCells(job(6, gatedRun(gates), { slots: 1, prepareSlots: 2 }));
  assert.deepEqual(gates.reached, ['prepare 0', 'prepare 1']);
  gates.open('prepare 1');
  await settled();
  // 1 tests; its place for getting ready went to 2.
  assert.deepEqual(gates.reached.slice(2), ['prepare 2', 'test 1']);
  gates.open('prepare 0', 'prepare 2');
  await settled();
  // 0 and 2 wait for the only slot and hold their places: nothing else starts.
  assert.deepEqual(gates.reached.slice(4), []);
  gates.open('test 1');
  await settled();
  assert.deepEqual(gates.reached.slice(4), ['prepare 3', 'test 0'].toSorted());
  gates.open(...[0, 2, 3, 4, 5].flatMap((item) => [`prepare ${item}`, `test ${item}`]));
  assert.deepEqual(await results, ['0 done', '1 done', '2 done', '3 done', '4 done', '5 done']);
});

test('a slot that is left early goes to the next one', async () => {
  const gates = new Gates();
  const run: Run = async (item, { slot }) => {
    await slot.enter();
    await gates.wait(`test ${item}`);
    slot.leave();
    await gates.wait(`clean ${item}`);
    return 'done';
  };
  const results = runCells(job(2, run, { slots: 1 }));
  await settled();
  gates.open('test 0');
  await settled();
  assert.deepEqual(gates.reached, ['test 0', 'clean 0', 'test 1']);
  gates.open('test 1', 'clean 0', 'clean 1');
  assert.deepEqual(await results, ['done', 'done']);
});

test('5,000 items on 64 slots with random failures and retries: each is claimed exactly once per attempt', async () => {
  const seed = Number(process.env['SPIP_SEED'] ?? Date.now() % 1_000_000);
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const pause = async (): Promise<void> => {
    for (let turns = Math.floor(random() * 4); turns > 0; turns -= 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const claims = new Map<string, number>();
  const finished = new Map<number, number>();
  let testing = 0;
  let most = 0;
  const attempts = new Map<number, number>();
  const run: Run = async (item, { slot }) => {
    const attempt = (attempts.get(item) ?? 0) + 1;
    attempts.set(item, attempt);
    const claim = `${item}/${attempt}`;
    claims.set(claim, (claims.get(claim) ?? 0) + 1);
    await pause();
    if (random() < 0.1) {
      throw new Error('prepare');
    }
    await slot.enter();
    testing += 1;
    most = Math.max(most, testing);
    await pause();
    testing -= 1;
    if (random() < 0.2) {
      throw new Error('test');
    }
    return `${item} ok`;
  };
  const results = await runCells(
    job(5000, run, {
      slots: 64,
      prepareSlots: 16,
      run: async (item, context) => {
        const result = await run(item, context).catch(() => `${item} failed`);
        return { result, again: !result.endsWith('ok') && (attempts.get(item) ?? 0) < 3 };
      },
      onFinish: (item) => finished.set(item, (finished.get(item) ?? 0) + 1),
    }),
  );
  const message = `seed ${seed}`;
  assert.equal(finished.size, 5000, message);
  assert.ok(
    [...claims.values(), ...finished.values()].every((count) => count === 1),
    message,
  );
  assert.ok(
    results.every((result, item) => result.startsWith(`${item} `)),
    message,
  );
  assert.ok(most <= 64, message);
  assert.ok(claims.size > 5000, message);
  for (const [item, result] of results.entries()) {
    assert.ok(result.endsWith('ok') || claims.has(`${item}/3`), `${message}: ${result}`);
  }
});

test('a drain lets running tests finish and cancels the rest, also those that wait or get ready', async () => {
  const gates = new Gates();
  const stop = new StopControl();
  const events: string[] = [];
  const results = runCells(
    job(5, gatedRun(gates), {
      slots: 1,
      prepareSlots: 2,
      stop,
      onFinish: (_item, result) => events.push(result),
    }),
  );
  gates.open('prepare 0');
  await settled();
  gates.open('prepare 1');
  await settled();
  stop.drain('interrupted');
  await settled();
  assert.deepEqual(events, [
    '3 interrupted in the queue',
    '4 interrupted in the queue',
    '1 interrupted',
    '2 interrupted',
  ]);
  gates.open('test 0');
  assert.deepEqual(await results, [
    '0 done',
    '1 interrupted',
    '2 interrupted',
    '3 interrupted in the queue',
    '4 interrupted in the queue',
  ]);
});

test('an abort ends running tests too, and who was stopped before keeps the first reason', async () => {
  const gates = new Gates();
  const stop = new StopControl();
  const results = runCells(job(4, gatedRun(gates), { stop, slots: 1 }));
  gates.open('prepare 0');
  await settled();
  stop.drain('fail-fast');
  await settled();
  stop.abort('interrupted');
  assert.deepEqual(await results, [
    '0 interrupted',
    '1 fail-fast',
    '2 fail-fast',
    '3 fail-fast in the queue',
  ]);
});

test('stopped before it began: nothing starts', async () => {
  const stop = new StopControl();
  stop.drain('interrupted');
  const results = await runCells(job(2, () => assert.fail('started'), { stop }));
  assert.deepEqual(results, ['0 interrupted in the queue', '1 interrupted in the queue']);
});

test('fail-fast drains: what tests finishes, the rest says why it did not run', async () => {
  const run: Run = async (item, { slot }) => {
    await slot.enter();
    if (item === 1) {
      throw new Error('failed');
    }
    await settled();
    return `${item} done`;
  };
  const failFast = (result: string): boolean => result.endsWith('failed');
  assert.deepEqual(await runCells(job(4, run, { failFast })), [
    '0 done',
    '1 failed',
    '2 fail-fast',
    '3 fail-fast',
  ]);
});

test('an item that waits for a slot learns of the stop and its reason', async () => {
  const stop = new StopControl();
  const seen: unknown[] = [];
  const run: Run = async (item, { slot, signal }) => {
    try {
      await slot.enter();
      await settled();
      return `${item} done`;
    } catch (error) {
      seen.push(error, signal.aborted);
      throw error;
    }
  };
  const results = runCells(job(2, run, { slots: 1, stop }));
  await Promise.resolve();
  stop.drain('interrupted');
  assert.deepEqual(await results, ['0 done', '1 interrupted']);
  assert.ok(seen[0] instanceof Cancelled && seen[0].reason === 'interrupted');
  assert.equal(seen[1], true);
});

test('items start in the given order, results come in the order of the plan', async () => {
  const started: number[] = [];
  const run: Run = async (item, { slot }) => {
    await slot.enter();
    return String(item);
  };
  const order = (items: readonly number[]): readonly number[] => items.toReversed();
  const onStart = (item: number): number => started.push(item);
  assert.deepEqual(await runCells(job(4, run, { order, onStart })), ['0', '1', '2', '3']);
  assert.deepEqual(started, [3, 2, 1, 0]);
  assert.deepEqual(await runCells(job(0, run)), []);
});

test('a bug in a callback ends the run instead of leaving it hanging', async () => {
  const broken = (): never => {
    throw new Error('bug');
  };
  const run: Run = async (item, { slot }) => {
    await slot.enter();
    return String(item);
  };
  await assert.rejects(runCells(job(3, run, { onFinish: broken })), { message: 'bug' });
  await assert.rejects(runCells(job(3, run, { onStart: broken })), { message: 'bug' });
  await assert.rejects(runCells(job(3, run, { run: async () => broken() })), { message: 'bug' });
  await assert.rejects(runCells(job(2, run, { key: () => 'same' })), /exactly once/);
});
