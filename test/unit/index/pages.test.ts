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
            project: 'six',
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
            project: 'six',
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

  test('of several base elements the first with an address counts', async (t) => {
    const bases: readonly (readonly [html: string, folder: string])[] = [
      ['<base href="/one/"><base href="/two/">', '/one/'],
      ['<base target="x"><base href="/one/"><base href="https://elsewhere.test/">', '/one/'],
      ['<base href="http://["><base href="/two/">', '/simple/six/'],
    ];
    const server = await serve(t, { six: [] });
    for (const [html, folder] of bases) {
      server.mend();
      const body = `${html}<a href="six-1.0.tar.gz">x</a>`;
      server.break('/simple/six/', { kind: 'body', contentType: 'text/html', body });
      const index = await openTestIndex(t, [server.url]);
      const { url } = await index.file('six');
      assert.equal(url, new URL(`${folder}six-1.0.tar.gz`, server.url).href);
    }
  });

  test('a file that a page lists twice: silent where it is the same, else how it differs', async (t) => {
    const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
    const twice = (first: unknown, second: unknown): string =>
      JSON.stringify({ files: [first, second] });
    const one = { filename: 'six-1.0.tar.gz', url: 'six-1.0.tar.gz', hashes: { sha256: a } };
    const server = await serve(t, { six: [] });
    const listed = async (
      second: object,
    ): Promise<{ size: unknown; warnings: readonly string[] }> => {
      server.mend();
      server.break('/simple/six/', {
        kind: 'body',
        contentType: 'application/vnd.pypi.simple.v1+json',
        body: twice({ ...one, size: 5 }, { ...one, size: 5, ...second }),
      });
      const index = await openTestIndex(t, [server.url]);
      const { size } = await index.file('six');
      return { size, warnings: index.warnings() };
    };
    assert.deepEqual(await listed({}), { size: 5, warnings: [] });
    assert.deepEqual(await listed({ hashes: { sha256: a.toUpperCase() } }), {
      size: 5,
      warnings: [],
    });
    assert.deepEqual(await listed({ url: '../elsewhere/six-1.0.tar.gz' }), {
      size: 5,
      warnings: [],
    });
    // Neither size can be relied on: both would be a limit for the download.
    assert.deepEqual(await listed({ size: 6 }), { size: undefined, warnings: [] });
    assert.deepEqual(await listed({ hashes: { sha256: b } }), {
      size: 5,
      warnings: [
        `\`${server.url}\` lists \`six-1.0.tar.gz\` twice, with sha256 \`${a}\` and sha256 \`${b}\`: the first is used`,
      ],
    });
  });

  test('of a file that a page lists twice the entry with a digest counts, wherever it stands', async (t) => {
    const [a, b] = ['a'.repeat(64), 'b'.repeat(128)];
    const weakest = { filename: 'six-1.0.tar.gz', url: 'bare' };
    const weaker = { ...weakest, url: 'sha512', hashes: { sha512: b } };
    const strong = { ...weakest, url: 'sha256', hashes: { sha256: a } };
    const server = await serve(t, { six: [] });
    for (const [files, used] of [
      [[weakest, strong], 'sha256'],
      [[strong, weakest], 'sha256'],
      [[weaker, weakest, strong], 'sha256'],
      [[weakest, weaker], 'sha512'],
      [[weakest, { ...weakest, url: 'second' }], 'bare'],
    ] as const) {
      server.mend();
      server.break('/simple/six/', {
        kind: 'body',
        contentType: 'application/vnd.pypi.simple.v1+json',
        body: JSON.stringify({ files }),
      });
      const index = await openTestIndex(t, [server.url]);
      assert.equal((await index.file('six')).url, new URL(`/simple/six/${used}`, server.url).href);
      assert.deepEqual(index.warnings(), []);
    }
  });

  test('names that no file can have are ignored, and a page gives few warnings', async (t) => {
    const long = `six-1.0+${'a'.repeat(200)}.tar.gz`;
    const names = ['six-1.0-1/../../x-py3-none-any.whl', 'six-1.0-1\nx-py3-none-any.whl', long];
    const others = Array.from({ length: 30 }, (_, at) => `p${at}-1.0.tar.gz`);
    const server = await serve(t, { six: [] });
    server.break('/simple/six/', {
      kind: 'body',
      contentType: 'application/vnd.pypi.simple.v1+json',
      body: JSON.stringify({
        files: [...names, ...others, 'six-2.0.tar.gz'].map((filename) => ({ filename, url: 'x' })),
      }),
    });
    const index = await openTestIndex(t, [server.url]);
    assert.deepEqual(await index.names('six'), ['six-2.0.tar.gz']);
    const warnings = index.warnings();
    assert.equal(
      warnings.filter((text) => text.endsWith('no file can have such a name')).length,
      3,
    );
    assert.equal(warnings.length, 21);
    assert.equal(warnings.at(-1), '13 more such warnings about the page of `six` are left out');
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
      ['{"meta":{"api-version":2}}', json, /version 1 of the Simple API.*`2`/],
      [page('one'), json, /version 1 of the Simple API.*`one`/],
    ];
    for (const [body, contentType, message] of cases) {
      server.mend();
      server.break('/simple/six/', { kind: 'body', body, contentType });
      const index = await openTestIndex(t, [server.url]);
      await assert.rejects(index.project('six'), spipError('index-unreachable', message));
    }
    for (const version of ['"1"', '1', '" 1.0 "', '1.1', '"1.0.0"', '"01.0"']) {
      server.mend();
      const body = `{"meta":{"api-version":${version}},"name":"six","files":[]}`;
      server.break('*', { kind: 'body', body, contentType: json });
      const index = await openTestIndex(t, [server.url]);
      assert.deepEqual(await index.names('six'), []);
      assert.deepEqual(index.warnings(), []);
    }
    server.mend();
    const old = '<meta name="pypi:repository-version" content="1">';
    server.break('*', { kind: 'body', body: old, contentType: 'text/html' });
    assert.deepEqual(await (await openTestIndex(t, [server.url])).names('six'), []);
    server.mend();
    server.break('*', { kind: 'body', body: page('1.9'), contentType: json });
    const index = await openTestIndex(t, [server.url]);
    assert.deepEqual(await index.names('six'), []);
    await index.project('seven');
    const newer = index.warnings().filter((text) => text.includes('1.9'));
    assert.equal(newer.length, 1);
  });
});
