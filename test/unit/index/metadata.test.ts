import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';
import type { BuiltWheel } from '../../support/wheelBuilder.ts';
import { openTestIndex, serve, spipError } from './openTestIndex.ts';

const wheel = (more: Partial<Parameters<typeof buildWheel>[0]> = {}): BuiltWheel =>
  buildWheel({ name: 'Own.Pkg', version: '1.0', requires: ['six>=1'], ...more });

/** Larger than the first ranged read, with more directory than that read holds. */
const large = (version = '1.0'): BuiltWheel =>
  wheel({
    version,
    files: Object.fromEntries(
      Array.from({ length: 1800 }, (_, at) => [
        `own_pkg/a_rather_long_name_of_a_module_${at}.py`,
        randomBytes(40),
      ]),
    ),
  });

suite('metadata of wheels', () => {
  test('the advertised file: one request, digest checked, kept', async (t) => {
    const built = wheel();
    const server = await serve(t, { 'own-pkg': [built] });
    const cacheDir = await temporaryFolder(t);
    for (const _ of [1, 2]) {
      const index = await openTestIndex(t, [server.url], { cacheDir });
      const file = await index.file('own-pkg');
      const [found, again] = await Promise.all([index.metadata(file), index.metadata(file)]);
      assert.deepEqual(found?.requiresDist, ['six>=1']);
      assert.equal(found, again);
    }
    assert.equal(server.count('metadata'), 1);
    assert.equal(server.count('range') + server.count('file'), 0);
  });

  test('a wrong digest of the advertised file is refused', async (t) => {
    const built = wheel();
    const server = await serve(t, { 'own-pkg': [built] });
    server.break(`/files/${built.filename}.metadata`, {
      kind: 'body',
      body: 'Name: own-pkg\nVersion: 2.0\n',
      contentType: 'text/plain',
    });
    const index = await openTestIndex(t, [server.url]);
    await assert.rejects(
      index.metadata(await index.file('own-pkg')),
      spipError('hash-mismatch', /Expected sha256 `[0-9a-f]{64}` for `http.*\.metadata`: `/),
    );
  });

  test('a page in place of the advertised file is named; so is what is no metadata', async (t) => {
    const built = wheel();
    for (const formats of [['json'], ['html']] as const) {
      const server = await serve(t, { 'own-pkg': [built] }, { formats });
      const metadata = `/files/${built.filename}.metadata`;
      for (const [body, found] of [
        ['<!doctype html><title>Log in</title>', 'a page in HTML'],
        ['\n <html><body>x</body></html>', 'a page in HTML'],
        ['<?xml version="1.0"?><Error/>', 'a page in XML'],
        ['{"detail": "not authenticated"}', 'JSON'],
        ['["no"]', 'JSON'],
      ] as const) {
        server.mend();
        server.break(metadata, { kind: 'body', body, contentType: 'text/html' });
        const index = await openTestIndex(t, [server.url]);
        await assert.rejects(
          index.metadata(await index.file('own-pkg')),
          spipError(
            'index-unreachable',
            new RegExp(`core metadata from \`http.*\\.metadata\`, found ${found}$`),
          ),
        );
      }
    }
    const server = await serve(t, { 'own-pkg': [built] }, { formats: ['html'] });
    server.break(`/files/${built.filename}.metadata`, {
      kind: 'body',
      body: 'Version: 1.0\n',
      contentType: 'text/plain',
    });
    const index = await openTestIndex(t, [server.url]);
    const file = await index.file('own-pkg');
    await assert.rejects(
      index.metadata({ ...file, metadata: { sha256: undefined } }),
      spipError('invalid-metadata', /`Name` in the core metadata from `http.*\.metadata`$/),
    );
  });

  test('an advertised file that is not there: ranged reads', async (t) => {
    const built = wheel();
    const server = await serve(t, { 'own-pkg': [built] });
    server.break(`/files/${built.filename}.metadata`, { kind: 'status', status: 404 });
    const index = await openTestIndex(t, [server.url]);
    assert.equal((await index.metadata(await index.file('own-pkg')))?.name, 'Own.Pkg');
    assert.equal(server.count('range'), 1);
  });

  test('ranged reads: one for a usual wheel, two where the directory is long', async (t) => {
    const small = wheel();
    const big = large();
    for (const [built, expected] of [
      [small, 1],
      [big, 2],
    ] as const) {
      for (const formats of [['json'], ['html']] as const) {
        const server = await serve(t, { 'own-pkg': [built] }, { kind: 'plain', formats });
        const index = await openTestIndex(t, [server.url]);
        const found = await index.metadata(await index.file('own-pkg'));
        assert.deepEqual(found?.requiresDist, ['six>=1']);
        assert.equal(server.count('range'), expected);
        assert.equal(server.count('file'), 0);
      }
    }
  });

  test('a server without ranges is asked once, then left alone (N6)', async (t) => {
    const built = wheel();
    const other = wheel({ version: '2.0' });
    for (const fault of [
      { kind: 'ignore-range' },
      { kind: 'wrong-range' },
      { kind: 'status', status: 405 },
      { kind: 'status', status: 416 },
    ] as const) {
      const server = await serve(t, { 'own-pkg': [built, other] }, { kind: 'plain' });
      server.break(`/files/${built.filename}`, fault);
      const index = await openTestIndex(t, [server.url]);
      assert.equal(await index.metadata(await index.file('own-pkg', built.filename)), undefined);
      assert.equal(await index.metadata(await index.file('own-pkg', other.filename)), undefined);
      assert.equal(server.count('range'), 1, fault.kind);
    }
  });

  test('a server that sends all of a large file for any range is one without them (N6)', async (t) => {
    const [first, second] = [large(), large('2.0')];
    const server = await serve(
      t,
      { 'own-pkg': [first, second] },
      { kind: 'plain', ranges: 'whole' },
    );
    const index = await openTestIndex(t, [server.url]);
    for (const { filename } of [first, second]) {
      assert.equal(await index.metadata(await index.file('own-pkg', filename)), undefined);
    }
    assert.equal(server.count('range'), 1);
  });

  test('ranges that break off are read again', async (t) => {
    const built = large();
    const server = await serve(t, { 'own-pkg': [built] }, { kind: 'plain' });
    server.break(`/files/${built.filename}`, { kind: 'cut', share: 0.5 }, 1);
    const index = await openTestIndex(t, [server.url]);
    assert.equal((await index.metadata(await index.file('own-pkg')))?.version, '1.0');
    assert.equal(index.counters.retries, 1);
  });

  test('local wheels are read where they lie; offline keeps what is cached', async (t) => {
    const folder = await temporaryFolder(t);
    const cacheDir = await temporaryFolder(t);
    const local = wheel({ version: '3.0' });
    await writeFile(join(folder, local.filename), local.bytes);
    const server = await serve(t, { 'own-pkg': [wheel(), wheel({ version: '2.0' })] });
    const findLinks = [{ url: pathToFileURL(folder).href, credentials: undefined, source: 'test' }];
    const online = await openTestIndex(t, [server.url], { cacheDir, findLinks });
    await online.metadata(await online.file('own-pkg', wheel().filename));
    const offline = await openTestIndex(t, [server.url], { cacheDir, findLinks, offline: true });
    const version = async (filename: string): Promise<string | undefined> =>
      (await offline.metadata(await offline.file('own-pkg', filename)))?.version;
    assert.equal(await version(wheel().filename), '1.0');
    assert.equal(await version(wheel({ version: '2.0' }).filename), undefined);
    assert.equal(await version(local.filename), '3.0');
  });

  test('a wheel without METADATA, and a source distribution', async (t) => {
    const built = wheel({ distInfoFiles: { METADATA: undefined } });
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, built.filename), built.bytes);
    const links = { url: pathToFileURL(folder).href, credentials: undefined, source: 'test' };
    const local = await openTestIndex(t, [], { findLinks: [links] });
    await assert.rejects(
      local.metadata(await local.file('own-pkg')),
      spipError('bad-archive', /METADATA.*`own_pkg-1\.0/i),
    );
    const sdist = { filename: 'own-pkg-0.1.tar.gz', bytes: Buffer.from('x') };
    const server = await serve(t, { 'own-pkg': [built, sdist] }, { kind: 'plain' });
    const index = await openTestIndex(t, [server.url]);
    // The whole file will tell what is wrong with it.
    assert.equal(await index.metadata(await index.file('own-pkg', built.filename)), undefined);
    assert.equal(await index.metadata(await index.file('own-pkg', sdist.filename)), undefined);
  });
});
