import assert from 'node:assert/strict';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { entryPath } from '../../../../src/cache/buckets.ts';
import type { Bucket } from '../../../../src/cache/buckets.ts';
import { withCheck } from '../../../../src/cache/checkedJson.ts';
import { cacheClean } from '../../../../src/flows/jobs/cacheClean.ts';
import { cacheInfo } from '../../../../src/flows/jobs/cacheInfo.ts';
import { cacheVerify } from '../../../../src/flows/jobs/cacheVerify.ts';
import type { Context } from '../../../../src/model/context.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { globalOptions as global } from '../options.ts';
import { testContext } from '../testContext.ts';
import type { SmallContext } from '../testContext.ts';

const fiveKilobytes = [...withCheck(`{"filler":"${'.'.repeat(4912)}"}`)].join('');

/** Pages of two packages, one used a day ago and one just now, and what was set aside. */
async function smallCache(t: TestContext, env: Context['env'] = {}): Promise<SmallContext> {
  const small = await testContext(t, { env });
  const now = small.context.clock.now().getTime() / 1000;
  const put = async (bucket: Bucket, name: string, used: number): Promise<void> => {
    const path = entryPath(join(small.root, 'cache'), bucket, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, fiveKilobytes);
    await utimes(path, used, used);
  };
  await put('pages', 'host/six.json', now - 86_400);
  await put('pages', 'host/lxml.json', now);
  await put('quarantine', 'broken', now);
  return small;
}

type Request = Parameters<typeof cacheClean>[0];

const nothing: Request = {
  global,
  all: false,
  olderThan: undefined,
  packages: [],
  force: false,
  dryRun: false,
};

const chosen: readonly (readonly [
  what: string,
  request: Partial<Request>,
  env: Context['env'],
  removed: readonly string[],
])[] = [
  ['what is useless', {}, {}, ['broken']],
  ['what was not used for so long too', { olderThan: 3600 }, {}, ['host/six.json', 'broken']],
  ['what belongs to a package, alone', { packages: ['lxml'] }, {}, ['host/lxml.json']],
  ['of a package only what is old', { packages: ['lxml'], olderThan: 60 }, {}, []],
  ['everything', { all: true }, {}, ['host/lxml.json', 'host/six.json', 'broken']],
  [
    'what was used longest ago, down to the limit',
    {},
    { SPIP_CACHE_MAX_SIZE: '10kB' },
    ['host/six.json', 'broken'],
  ],
];
for (const [what, more, env, removed] of chosen) {
  test(`a clean removes ${what}`, async (t) => {
    const { context, root, out } = await smallCache(t, env);
    const request = { ...nothing, ...more };
    const would = await cacheClean({ ...request, dryRun: true }, context);
    const done = await cacheClean(request, context);
    assert.deepEqual(done, would);
    assert.deepEqual(done.swept, []);
    assert.deepEqual(
      done.removed.map(({ path }) => path.replace(/^.*\/(index-v3|quarantine)\//, '')),
      removed,
    );
    const { buckets } = await cacheInfo(global, context);
    const left = buckets.reduce((sum, { entries }) => sum + entries, 0);
    assert.equal(left, 3 - removed.length);
    assert.equal(out(), '');
    assert.ok(done.removed.every(({ path }) => path.startsWith(join(root, 'cache'))));
  });
}

test('what a cache holds is told by kind', async (t) => {
  const { context, root } = await smallCache(t, { SPIP_CACHE_MAX_SIZE: '2 GB' });
  const { buckets, useless, ...rest } = await cacheInfo(global, context);
  assert.deepEqual(
    buckets.filter(({ entries }) => entries > 0).map(({ bucket, entries }) => [bucket, entries]),
    [
      ['pages', 2],
      ['quarantine', 1],
    ],
  );
  assert.equal(
    buckets.find(({ bucket }) => bucket === 'pages')?.last_used,
    '2026-11-24T08:00:00.000Z',
  );
  assert.deepEqual(
    useless.map(({ why, entries }) => [why, entries]),
    [['quarantined', 1]],
  );
  assert.deepEqual(rest, { directory: join(root, 'cache'), limit: 2e9, runs: [] });
});

test('what is damaged is named with its package, and is out of the way', async (t) => {
  const { context, root } = await smallCache(t);
  const name = 'ab'.repeat(32);
  const wheel = entryPath(join(root, 'cache'), 'wheels', name);
  await mkdir(join(wheel, 'files'), { recursive: true });
  await writeFile(join(wheel, 'wheel.json'), JSON.stringify({ name: 'six' }));
  const { damaged } = await cacheVerify(global, context);
  assert.deepEqual(
    damaged.map(({ kind, package: of, path }) => [kind, of, path]),
    [['wheels', 'six', wheel]],
  );
  assert.deepEqual((await cacheVerify(global, context)).damaged, []);
});

test('Ctrl-C ends a verification', async (t) => {
  const { context, stop } = await smallCache(t);
  stop('drain');
  assert.deepEqual(await failureOf(() => cacheVerify(global, context)), {
    code: 'interrupted',
    message: 'Failed to verify the rest of the cache: interrupted',
  });
});
