import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { freshnessOf } from '../../../../src/index/http/freshness.ts';

suite('freshness of responses', () => {
  const rows: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
    ['max-age=60', {}, 60],
    ['max-age=60, stale-if-error=86400', {}, 60],
    ['max-age=60, stale-while-revalidate=3600', {}, 60],
    ['max-age=60, stale-if-error=86400', { age: '20' }, 40],
    ['max-age=60, stale-if-error=86400', { age: '90' }, 0],
    ['no-cache, max-age=60, stale-if-error=86400', {}, 0],
    ['must-revalidate, stale-while-revalidate=60', {}, 0],
  ];
  for (const [control, more, seconds] of rows) {
    test(`${control} ${JSON.stringify(more)}: ${seconds} s`, async () => {
      const now = 1e12;
      const found = await freshnessOf({ 'cache-control': control, ...more }, now);
      // The library counts the milliseconds since its own construction as age.
      const lifetime = (found?.freshUntil ?? Number.NaN) - now;
      assert.equal(Math.ceil(lifetime / 1000), seconds);
    });
  }

  test('no-store: nothing is kept, whatever else is said', async () => {
    const control = 'no-store, max-age=60, stale-if-error=86400';
    assert.equal(await freshnessOf({ 'cache-control': control }, 1e12), undefined);
  });
});
