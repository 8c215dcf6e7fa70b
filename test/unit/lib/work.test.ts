import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OnceMap } from '../../../src/lib/onceMap.ts';
import { RecentMap } from '../../../src/lib/recentMap.ts';
import { beginWork, openWorks, waitsOf } from '../../../src/lib/work.ts';

/** Values that need others, by name; each is made after a turn of its own. */
function needs(graph: Readonly<Record<string, readonly string[]>>): {
  readonly get: (name: string) => Promise<string>;
  readonly made: readonly string[];
} {
  const map = new OnceMap<string, string>();
  const made: string[] = [];
  const get = (name: string): Promise<string> =>
    map.get(
      name,
      async () => {
        await Promise.resolve();
        await Promise.all((graph[name] ?? []).map(get));
        made.push(name);
        return name;
      },
      name,
    );
  return { get, made };
}

test('each value is made once, after what it needs', async () => {
  const { get, made } = needs({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] });
  await Promise.all([get('a'), get('c'), get('a')]);
  assert.deepEqual([made[0], made.toSorted(), made[3]], ['d', ['a', 'b', 'c', 'd'], 'a']);
});

test('a value that needs itself is refused with its circle', async () => {
  await assert.rejects(needs({ a: ['a'] }).get('a'), { name: 'CircularWork', names: ['a'] });
  const { get } = needs({ top: ['a'], a: ['b'], b: ['c'], c: ['a', 'd'], d: [] });
  await assert.rejects(get('top'), { names: ['a', 'b', 'c'] });
});

test('a circle is seen from whichever end it is begun, also from several at once', async () => {
  const { get } = needs({ a: ['b'], b: ['c'], c: ['a'], d: ['b', 'e'], e: [] });
  const ended = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(get));
  assert.deepEqual(
    ended.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected', 'rejected', 'fulfilled'],
  );
});

test('a circle through two kinds of maps, whose names are partly missing, is one too', async () => {
  const once = new OnceMap<string, string>();
  const recent = new RecentMap<string, string>({ most: 10, weigh: () => 1 });
  const first = (): Promise<string> => once.get('x', async () => recent.get('y', second), 'x');
  const second = async (): Promise<string> => {
    await Promise.resolve();
    return first();
  };
  await assert.rejects(first(), { names: ['x'] });
});

test('who waits for the same value again and again is no circle, nor is who waits no more', async () => {
  const { get } = needs({ a: ['b', 'b', 'c'], b: ['c'], c: [] });
  assert.equal(await get('a'), 'a');
  assert.equal(await get('b'), 'b');
});

test('what waits tells for what', async () => {
  const never = Promise.withResolvers<string>();
  const map = new OnceMap<string, string>();
  const work = beginWork('cell', () =>
    map.get('outer', () => map.get('inner', () => never.promise, 'inner'), 'outer'),
  );
  assert.deepEqual(waitsOf(work), ['outer', 'inner']);
  assert.deepEqual(openWorks(), ['cell', 'outer', 'inner']);
  never.resolve('done');
  assert.equal(await work.result, 'done');
  assert.deepEqual(openWorks(), []);
});
