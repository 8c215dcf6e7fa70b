import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { jsonPage, sha256 } from '../../support/indexPages.ts';
import { openTestIndex, serve, spipError } from './openTestIndex.ts';
import { testFile as file } from './testFile.ts';

suite('pages', () => {
  const six = file('six-1.0-py3-none-any.whl', {
    requiresPython: '>=3.6,<4',
    yanked: 'broken & "bad"',
    metadata: 'Name: six',
  });

  for (const formats of [['json'], ['html']] as const) {
    test(`${formats.join('')}: everything that the page says`, async (t) => {
      const server = await serve(t, { six: [six, file('six-0.9.tar.gz')] }, { formats });
      const index = await openTestIndex(t, [server.url]);
      const json = formats[0] === 'json';
      assert.deepEqual(await index.project('six'), {
        name: 'six',
        files: [
          {
            filename: 'six-1.0-py3-none-any.whl',
            kind: 'wheel',
            url: new URL('/files/six-1.0-py3-none-any.whl', server.url).href,
            sha256: sha256(six.bytes),
            size: json ? six.bytes.length : undefined,
            requiresPython: '>=3.6,<4',
            uploadTime: json ? '2024-01-01T00:00:00.000000Z' : undefined,
            yanked: 'broken & "bad"',
            metadata: { sha256: sha256('Name: six') },
            index: server.url,
          },
          {
            filename: 'six-0.9.tar.gz',
            kind: 'sdist',
            url: new URL('/files/six-0.9.tar.gz', server.url).href,
            sha256: sha256('six-0.9.tar.gz'),
            size: json ? 14 : undefined,
            requiresPython: undefined,
            uploadTime: json ? '2024-01-01T00:00:00.000000Z' : undefined,
            yanked: false,
            metadata: false,
            index: server.url,
          },
        ],
      });
      assert.match(String(server.requests[0]?.headers.accept), /v1\+json, .*html;q=0\.1/);
    });
  }

  test('a plain mirror says less and is read all the same', async (t) => {
    const server = await serve(t, { six: [six] }, { formats: ['html'], kind: 'plain' });
    const index = await openTestIndex(t, [server.url]);
    const found = await index.file('six');
    assert.equal(found.requiresPython, undefined);
    assert.equal(found.metadata, false);
  });

  test('base href and percent signs in HTML', async (t) => {
    const server = await serve(t, { six: [] });
    server.break('/simple/six/', {
      kind: 'body',
      contentType: 'text/html; charset=utf-8',
      body: '<base href="/deep/er/"><a href="six-1.0%2B1-py3-none-any.whl#md5=00">x</a><a href="file:///etc/six-2.0.tar.gz">no</a>',
    });
    const index = await openTestIndex(t, [server.url]);
    const { files } = (await index.project('six')) ?? { files: [] };
    assert.deepEqual(
      files.map(({ filename, url, sha256: digest }) => ({ filename, url, digest })),
      [
        {
          filename: 'six-1.0+1-py3-none-any.whl',
          url: new URL('/deep/er/six-1.0%2B1-py3-none-any.whl', server.url).href,
          digest: undefined,
        },
      ],
    );
  });

  test('compressed pages', async (t) => {
    const server = await serve(t, { six: [six] }, { gzip: true });
    const index = await openTestIndex(t, [server.url]);
    assert.deepEqual(await index.names('six'), [six.filename]);
  });

  test('files of other projects and invalid versions: ignored with one warning each (I2, I6)', async (t) => {
    const server = await serve(t, {
      six: [
        file('six-1.0-py3-none-any.whl'),
        file('seven-1.0-py3-none-any.whl'),
        file('six-2004b.x.tar.gz'),
        file('six-2004b.x.zip'),
        file('six-1.0.exe'),
        file('six-1.0.win32.zip'),
        file(`six-${'9'.repeat(40)}.0.tar.gz`),
      ],
    });
    const index = await openTestIndex(t, [server.url]);
    assert.deepEqual(await index.names('six'), [
      'six-1.0-py3-none-any.whl',
      `six-${'9'.repeat(40)}.0.tar.gz`,
    ]);
    const warnings = index.warnings();
    assert.equal(warnings.filter((text) => text.includes('another project')).length, 1);
    assert.equal(warnings.filter((text) => text.includes('`2004b.x`')).length, 1);
    assert.equal(warnings.length, 2);
  });

  test('the page of another project: said, and none of its files count (I2)', async (t) => {
    const server = await serve(t, { six: [] });
    server.break('/simple/six/', {
      kind: 'body',
      contentType: 'application/vnd.pypi.simple.v1+json',
      body: jsonPage('seven', [file('seven-1.0-py3-none-any.whl')], { plain: false }),
    });
    const index = await openTestIndex(t, [server.url]);
    assert.deepEqual(await index.names('six'), []);
    const warnings = index.warnings();
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? '', /^The page of `six` in `http.*` is about `seven`$/);
    assert.match(warnings[1] ?? '', /^Ignored `seven-1\.0.*it belongs to another project$/);
  });

  test('broken answers name URL and type; versions of the API (I1)', async (t) => {
    const server = await serve(t, { six: [] });
    const json = 'application/vnd.pypi.simple.v1+json';
    const page = (version: string): string =>
      JSON.stringify({ meta: { 'api-version': version }, name: 'six', files: [] });
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['{"files": [', json, /Expected JSON from `http.*\/simple\/six\/`/],
      ['<html></html>', json, /Expected JSON .*`<html><\/html>`/],
      ['hello', 'text/plain', /Simple API.*six\/`: content type `text\/plain`/],
      [page('2.0'), json, /version 1 of the Simple API.*`2\.0`/],
    ];
    for (const [body, contentType, message] of cases) {
      server.mend();
      server.break('/simple/six/', { kind: 'body', body, contentType });
      const index = await openTestIndex(t, [server.url]);
      await assert.rejects(index.project('six'), spipError('index-unreachable', message));
    }
    server.mend();
    server.break('*', { kind: 'body', body: page('1.9'), contentType: json });
    const index = await openTestIndex(t, [server.url]);
    assert.deepEqual(await index.names('six'), []);
    await index.project('seven');
    const newer = index.warnings().filter((text) => text.includes('1.9'));
    assert.equal(newer.length, 1);
  });
});
