import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';
import { openTestIndex, serve, spipError } from './openTestIndex.ts';
import { testFile } from './testFile.ts';

const six = buildWheel({ name: 'six', version: '1.0' });
const world = (): { six: ReturnType<typeof testFile>[] } => ({ six: [testFile('six-1.0.tar.gz')] });

suite('what statuses and headers mean', () => {
  test('a redirect that leads nowhere says what it is', async (t) => {
    const server = await serve(t, world());
    const cases: readonly (readonly [
      status: number,
      headers: Record<string, string>,
      said: RegExp,
    ])[] = [
      [302, {}, /302 Found, a redirect without `Location`$/],
      [
        301,
        { location: 'http://[' },
        /301 .*, a redirect to `http:\/\/\[`, which is no http or https URL$/,
      ],
      [
        307,
        { location: 'ftp://me:pw@x.test/six/' },
        /307 .* to `ftp:\/\/\*\*\*@x\.test\/six\/`, which/,
      ],
      [304, {}, /304 Not Modified, to a request without conditions$/],
    ];
    for (const [status, headers, said] of cases) {
      server.mend();
      server.break('*', { kind: 'status', status, headers });
      const index = await openTestIndex(t, [server.url]);
      await assert.rejects(
        index.project('six'),
        spipError('index-unreachable', said, /^correct the URL of the index/),
      );
      assert.deepEqual(index.pauses, []);
    }
  });

  test('a redirect of any kind is followed, for a page, a file and its metadata', async (t) => {
    const far = await serve(t, { six: [six] });
    const near = await serve(t, { six: [six] });
    for (const status of [301, 302, 303, 307, 308]) {
      near.mend();
      for (const path of [
        '/simple/six/',
        `/files/${six.filename}`,
        `/files/${six.filename}.metadata`,
      ]) {
        const headers = { location: new URL(path, far.url).href };
        near.break(path, { kind: 'status', status, headers });
      }
      const index = await openTestIndex(t, [near.url]);
      const wheel = await index.file('six');
      assert.equal((await index.metadata(wheel))?.name, 'six', String(status));
      await index.download(wheel, join(await temporaryFolder(t), 'six'));
      assert.deepEqual(index.warnings(), []);
    }
    assert.equal(far.count('page'), 5);
  });

  test('a redirect of a file or its metadata that leads nowhere is named, and says where it led', async (t) => {
    const server = await serve(t, { six: [six] });
    for (const [status, location, said] of [
      [301, 'ftp://x.test/six', /301 .* to `ftp:\/\/x\.test\/six`, which is no http/],
      [308, 'file:///etc/passwd', /308 .* to `file:\/\/\/etc\/passwd`, which is no http/],
      [307, 'data:text/plain,six', /307 .* to `data:text\/plain,six`, which is no http/],
      [302, 'http://', /302 .* to `http:\/\/`, which is no http/],
      [300, 'https://x.test/six', /300 Multiple Choices, which is no redirect to one place$/],
      [304, 'https://x.test/six', /304 Not Modified, to a request without conditions$/],
    ] as const) {
      for (const suffix of ['', '.metadata']) {
        server.mend();
        server.break(`/files/${six.filename}${suffix}`, {
          kind: 'status',
          status,
          headers: { location },
        });
        const index = await openTestIndex(t, [server.url]);
        const wheel = await index.file('six');
        const folder = await temporaryFolder(t);
        await assert.rejects(
          suffix === '' ? index.download(wheel, join(folder, 'six')) : index.metadata(wheel),
          spipError('index-unreachable', said, /^correct the URL of the index/),
        );
      }
    }
  });

  test('hints fit the status', async (t) => {
    const server = await serve(t, world());
    for (const [status, hint] of [
      [407, /password in the URL of the proxy/],
      [400, /correct the URL/],
      [503, /try again later/],
    ] as const) {
      server.mend();
      server.break('*', { kind: 'status', status });
      const index = await openTestIndex(t, [server.url]);
      await assert.rejects(index.project('six'), spipError('index-unreachable', /six/, hint));
    }
    server.mend();
    server.break('/files/six-1.0.tar.gz', { kind: 'status', status: 404 });
    const index = await openTestIndex(t, [server.url]);
    await assert.rejects(
      index.download(await index.file('six'), join(await temporaryFolder(t), 'six')),
      spipError('index-unreachable', /404 Not Found$/, /`--refresh`/),
    );
  });

  test('a validator that may not be sent back does no harm', async (t) => {
    const server = await serve(t, world());
    const cacheDir = await temporaryFolder(t);
    const page = '{"files":[{"filename":"six-1.0.tar.gz","url":"x"}]}';
    server.break('*', {
      kind: 'raw',
      send: (socket) =>
        void socket.write(
          Buffer.from(
            `HTTP/1.1 200 OK\r\ncontent-type: application/vnd.pypi.simple.v1+json\r\netag: "\xfc\u0100"\r\n` +
              `content-length: ${page.length}\r\nconnection: close\r\n\r\n${page}`,
          ),
        ),
    });
    for (const _ of [1, 2]) {
      const index = await openTestIndex(t, [server.url], { cacheDir, refresh: true });
      assert.deepEqual(await index.names('six'), ['six-1.0.tar.gz']);
    }
    assert.equal(server.count('page'), 2);
  });
});
