import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { openTestIndex, serve, spipError } from './openTestIndex.ts';

const bytes = randomBytes(200_000);
const filename = 'six-1.0.tar.gz';
const path = `/files/${filename}`;
const world = (): { six: { filename: string; bytes: Buffer }[] } => ({
  six: [{ filename, bytes }],
});

suite('downloads', () => {
  test('a body that breaks off is continued (N5)', async (t) => {
    const server = await serve(t, world());
    server.break(path, { kind: 'cut', share: 0.6 }, 1);
    const index = await openTestIndex(t, [server.url]);
    const target = join(await temporaryFolder(t), 'six');
    await index.download(await index.file('six'), target);
    assert.deepEqual(await readFile(target), bytes);
    assert.equal(server.count('range'), 1);
    assert.match(String(server.requests.at(-1)?.headers.range), /^bytes=[1-9]\d*-$/);
    assert.ok(index.counters.bytes < bytes.length * 1.1, 'the first part is not read again');
  });

  test('without ranges, or with wrong ones, it is read again from the start (N5, N6)', async (t) => {
    const target = join(await temporaryFolder(t), 'six');
    for (const [at, second] of (['ignore-range', 'wrong-range'] as const).entries()) {
      const server = await serve(t, world());
      server.break(path, { kind: 'cut', share: 0.6 }, 1);
      server.break(path, { kind: second }, 1);
      const index = await openTestIndex(t, [server.url]);
      await index.download(await index.file('six'), `${target}${at}`);
      assert.deepEqual(await readFile(`${target}${at}`), bytes);
    }
  });

  test('what breaks off behind its last byte is whole', async (t) => {
    const server = await serve(t, world());
    server.break(path, { kind: 'cut', share: 1 });
    const index = await openTestIndex(t, [server.url], { retries: { value: 0, source: 'test' } });
    const target = join(await temporaryFolder(t), 'six');
    await index.download(await index.file('six'), target);
    assert.deepEqual(await readFile(target), bytes);
    assert.equal(server.count('range') + server.count('file'), 1);
  });

  test('another part than was asked for is called that, never "got 817 of 817"', async (t) => {
    const server = await serve(t, world());
    const file = await (await openTestIndex(t, [server.url])).file('six');
    for (const status of [206, 416]) {
      server.mend();
      server.break(path, {
        kind: 'status',
        status,
        headers: { 'content-range': 'bytes */200000' },
      });
      const index = await openTestIndex(t, [server.url]);
      await assert.rejects(
        index.download(file, join(await temporaryFolder(t), 'six')),
        spipError('index-unreachable', /answered with another part than was asked for/, /ranges/),
      );
    }
  });

  test('cut for ever: got and expected are told, nothing is left (N5)', async (t) => {
    const server = await serve(t, world(), { ranges: false });
    server.break(path, { kind: 'cut', share: 0.6 });
    const index = await openTestIndex(t, [server.url]);
    const folder = await temporaryFolder(t);
    await assert.rejects(
      index.download(await index.file('six'), join(folder, 'six')),
      spipError(
        'index-unreachable',
        /six-1\.0\.tar\.gz`: incomplete download, got \d+ of 200000 expected bytes \([A-Z_]+\) \(3 tries\)$/,
      ),
    );
    assert.deepEqual(await readdir(folder), []);
  });

  test('an answer shorter than the index says is incomplete', async (t) => {
    const server = await serve(t, world());
    const index = await openTestIndex(t, [server.url]);
    const file = await index.file('six');
    server.break(path, { kind: 'body', body: 'short', contentType: 'x/y' });
    await assert.rejects(
      index.download({ ...file, size: 9 }, join(await temporaryFolder(t), 'six')),
      spipError('index-unreachable', /incomplete download, got 5 of 9 expected bytes/),
    );
  });

  test('drop by drop it arrives (N10)', async (t) => {
    const server = await serve(t, world());
    const drop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    server.break(path, { kind: 'drip', bytes: 10_000, next: drop });
    const index = await openTestIndex(t, [server.url]);
    const target = join(await temporaryFolder(t), 'six');
    await index.download(await index.file('six'), target);
    assert.deepEqual(await readFile(target), bytes);
  });

  test('a body that stops for good ends with the limit and its setting (N4, N10)', async (t) => {
    const server = await serve(t, world());
    let drops = 0;
    const stop = new Promise<void>(() => undefined);
    const next = (): Promise<void> => (drops++ < 2 ? Promise.resolve() : stop);
    server.break(path, { kind: 'drip', bytes: 10_000, next });
    const index = await openTestIndex(t, [server.url], {
      timeoutSeconds: { value: 0.05, source: 'PIP_DEFAULT_TIMEOUT' },
      retries: { value: 0, source: 'test' },
    });
    const folder = await temporaryFolder(t);
    await assert.rejects(
      index.download(await index.file('six'), join(folder, 'six')),
      spipError('index-unreachable', /no answer within 0\.05 s/, /`PIP_DEFAULT_TIMEOUT`/),
    );
    assert.deepEqual(await readdir(folder), []);
  });

  test('local files are copied, also offline; others are not fetched offline', async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, 'six-2.0.tar.gz'), 'local');
    const server = await serve(t, world());
    const cacheDir = await temporaryFolder(t);
    const findLinks = [{ url: pathToFileURL(folder).href, credentials: undefined, source: 't' }];
    const online = await openTestIndex(t, [server.url], { cacheDir });
    await online.project('six');
    const index = await openTestIndex(t, [server.url], { cacheDir, findLinks, offline: true });
    const target = join(folder, 'copy');
    await index.download(await index.file('six', 'six-2.0.tar.gz'), target);
    assert.equal(await readFile(target, 'utf8'), 'local');
    await assert.rejects(
      index.download(await index.file('six', filename), join(folder, 'never')),
      spipError('index-unreachable', /offline: it is not in the cache/),
    );
    assert.equal(server.count('file'), 0);
  });

  test('a place that cannot be written is no failure of the network', async (t) => {
    const server = await serve(t, world());
    const index = await openTestIndex(t, [server.url]);
    const file = await index.file('six');
    await assert.rejects(index.download(file, '/proc/spip-nowhere/six'), { code: 'ENOENT' });
    assert.equal(index.counters.retries, 0);
    assert.equal(server.count('file'), 0);
  });
});
