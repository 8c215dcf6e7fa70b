import assert from 'node:assert/strict';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { openTestIndex, serve, spipError } from './openTestIndex.ts';
import { testFile as file } from './testFile.ts';

suite('the cache of pages', () => {
  test('a page is asked for once per process and once per lifetime', async (t) => {
    const server = await serve(t, { six: [file('six-1.0.tar.gz')] });
    const cacheDir = await temporaryFolder(t);
    const clock = { now: 1e12 };
    const cold = await openTestIndex(t, [server.url], { cacheDir, clock });
    await Promise.all([cold.project('six'), cold.project('six')]);
    assert.equal(server.count('page'), 1);
    clock.now += 599_000;
    const warm = await openTestIndex(t, [server.url], { cacheDir, clock });
    assert.deepEqual(await warm.project('six'), await cold.project('six'));
    assert.equal(server.count('page'), 1);
    clock.now += 2000;
    const stale = await openTestIndex(t, [server.url], { cacheDir, clock });
    await stale.project('six');
    assert.equal(server.count('page'), 2);
    clock.now -= 3_600_000;
    const past = await openTestIndex(t, [server.url], { cacheDir, clock });
    await past.project('six');
    assert.equal(server.count('page'), 3, 'a clock that went back makes pages stale');
  });

  test('validators: 304 keeps the page and makes it fresh again', async (t) => {
    const options = { etag: true, cacheControl: 'max-age=60' };
    const server = await serve(t, { six: [file('six-1.0.tar.gz')] }, options);
    const cacheDir = await temporaryFolder(t);
    const clock = { now: 1e12 };
    const run = async (refresh = false): Promise<number> => {
      const index = await openTestIndex(t, [server.url], { cacheDir, clock, refresh });
      assert.deepEqual(await index.names('six'), ['six-1.0.tar.gz']);
      return index.counters.notModified;
    };
    assert.equal(await run(), 0);
    clock.now += 61_000;
    assert.equal(await run(), 1);
    assert.equal(server.count('page'), 2);
    clock.now += 59_000;
    assert.equal(await run(), 0);
    assert.equal(server.count('page'), 2, 'the 304 has made it fresh for another 60 s');
    assert.equal(await run(true), 1, '--refresh asks although it is fresh');
    server.world['six'] = [file('six-1.0.tar.gz'), file('six-2.0.tar.gz')];
    const index = await openTestIndex(t, [server.url], { cacheDir, clock, refresh: true });
    assert.equal((await index.names('six'))?.length, 2);
  });

  test('a deleted or damaged entry is fetched without validators (N10)', async (t) => {
    const server = await serve(t, { six: [file('six-1.0.tar.gz')] }, { etag: true });
    const cacheDir = await temporaryFolder(t);
    const first = await openTestIndex(t, [server.url], { cacheDir });
    await first.project('six');
    const [folder = ''] = await readdir(join(cacheDir, 'index-v3'));
    const path = join(cacheDir, 'index-v3', folder, 'six.json');
    for (const spoil of [() => rm(path), () => writeFile(path, '{"freshness": {"fetchedA')]) {
      await spoil();
      const index = await openTestIndex(t, [server.url], { cacheDir });
      assert.deepEqual(await index.names('six'), ['six-1.0.tar.gz']);
      assert.equal(server.requests.at(-1)?.headers['if-none-match'], undefined);
    }
  });

  test('no-store is obeyed', async (t) => {
    const server = await serve(t, { six: [] }, { cacheControl: 'no-store' });
    const cacheDir = await temporaryFolder(t);
    for (const expected of [1, 2]) {
      const index = await openTestIndex(t, [server.url], { cacheDir });
      await index.project('six');
      assert.equal(server.count('page'), expected);
    }
  });

  test('offline: what is cached, however old, misses included, else an error', async (t) => {
    const server = await serve(t, { six: [file('six-1.0.tar.gz')] });
    const cacheDir = await temporaryFolder(t);
    const online = await openTestIndex(t, [server.url], { cacheDir });
    await online.project('six');
    await online.project('seven');
    const clock = { now: 2e12 };
    const offline = await openTestIndex(t, [server.url], { cacheDir, clock, offline: true });
    assert.deepEqual(await offline.names('six'), ['six-1.0.tar.gz']);
    assert.equal(await offline.project('seven'), undefined);
    await assert.rejects(
      offline.project('eight'),
      spipError('index-unreachable', /simple\/eight\/` offline/, /without `--offline`/),
    );
    assert.equal(server.count('page'), 2);
    server.world['seven'] = [file('seven-1.0.tar.gz')];
    const again = await openTestIndex(t, [server.url], { cacheDir });
    assert.deepEqual(await again.names('seven'), ['seven-1.0.tar.gz'], 'a miss is never fresh');
  });

  test('a local page is read again when its file changes', async (t) => {
    const root = await temporaryFolder(t);
    const cacheDir = await temporaryFolder(t);
    const page = join(root, 'six/index.html');
    await mkdir(join(root, 'six'));
    const names = async (): Promise<unknown> =>
      await (await openTestIndex(t, [pathToFileURL(root).href], { cacheDir })).names('six');
    await writeFile(page, '<a href="six-1.0.tar.gz">x</a>');
    assert.deepEqual(await names(), ['six-1.0.tar.gz']);
    await writeFile(page, '<a href="six-2.0.tar.gz">x</a>');
    await utimes(page, 1e9, 1e9);
    assert.deepEqual(await names(), ['six-2.0.tar.gz']);
  });
});
