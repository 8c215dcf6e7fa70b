import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentMap } from '../../../src/lib/recentMap.ts';

interface Made {
  readonly map: RecentMap<string, string>;
  /** Keys in the order in which their values were made. */
  readonly made: string[];
  readonly ask: (...keys: readonly string[]) => Promise<void>;
}

/** A value weighs as much as it has letters, but for `free`. */
function countedMap(most: number): Made {
  const map = new RecentMap<string, string>({
    most,
    weigh: (value) => (value === 'free' ? 0 : value.length),
  });
  const made: string[] = [];
  return {
    map,
    made,
    ask: async (...keys) => {
      for (const key of keys) {
        const value = await map.get(key, async () => {
          made.push(key);
          return await Promise.resolve(key);
        });
        assert.equal(value, key);
      }
    },
  };
}

test('what was asked for lately is kept, the rest is made again', async () => {
  const { made, ask } = countedMap(4);
  await ask('aa', 'bb', 'aa', 'cc');
  assert.deepEqual(made.splice(0), ['aa', 'bb', 'cc']);
  await ask('cc', 'aa');
  assert.deepEqual(made, []);
  await ask('bb');
  assert.deepEqual(made, ['bb']);
});

test('a value that weighs too much alone stays until the next, one without weight for ever', async () => {
  const { made, ask } = countedMap(3);
  await ask('free', 'heavy', 'heavy');
  assert.deepEqual(made.splice(0), ['free', 'heavy']);
  await ask('a', 'heavy', 'free');
  assert.deepEqual(made, ['a', 'heavy']);
});

test('callers that come together share one value, whatever it weighs', async () => {
  const { map } = countedMap(1);
  let makes = 0;
  const make = async (): Promise<string> => {
    makes += 1;
    return await Promise.resolve('heavy');
  };
  const all = ['x', 'y', 'x', 'y'].map((key) => map.get(key, make));
  assert.deepEqual(await Promise.all(all), ['heavy', 'heavy', 'heavy', 'heavy']);
  assert.equal(makes, 2);
});

test('a failure is forgotten, and so is everything by clear', async () => {
  const { map, made, ask } = countedMap(9);
  await assert.rejects(
    map.get('a', () => Promise.reject(new Error('no'))),
    /no/,
  );
  await ask('a');
  map.clear();
  await ask('a');
  assert.deepEqual(made, ['a', 'a']);
});
