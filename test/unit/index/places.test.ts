import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { sha256 } from '../../support/indexPages.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { openTestIndex, serve } from './openTestIndex.ts';
import { testFile as file } from './testFile.ts';

suite('several places', () => {
  test('groups: the first that has the name answers, and later ones are not asked', async (t) => {
    const first = await serve(t, { own: [file('own-1.0.tar.gz')] });
    const second = await serve(t, { own: [file('own-9.0.tar.gz')], six: [file('six-1.0.tar.gz')] });
    const index = await openTestIndex(t, [first.url, second.url]);
    assert.deepEqual(await index.names('own'), ['own-1.0.tar.gz']);
    assert.equal(second.count('page'), 0);
    assert.deepEqual(await index.names('six'), ['six-1.0.tar.gz']);
    assert.equal(await index.project('nowhere'), undefined);
  });

  test('one group: merged, each file once, the copy of this machine preferred', async (t) => {
    const root = await temporaryFolder(t);
    await mkdir(join(root, 'simple/six'), { recursive: true });
    await writeFile(
      join(root, 'simple/six/index.html'),
      `<a href="../../files/six-1.0.tar.gz#sha256=${sha256('six-1.0.tar.gz')}">x</a>
       <a href="../../files/six-3.0.tar.gz">x</a>`,
    );
    const server = await serve(t, {
      six: [file('six-1.0.tar.gz', { requiresPython: '>=3' }), file('six-2.0.tar.gz')],
    });
    const local = pathToFileURL(join(root, 'simple')).href;
    const index = await openTestIndex(t, [[server.url, local]]);
    assert.deepEqual(await index.names('six'), [
      'six-1.0.tar.gz',
      'six-2.0.tar.gz',
      'six-3.0.tar.gz',
    ]);
    const one = await index.file('six', 'six-1.0.tar.gz');
    assert.equal(one.url, pathToFileURL(join(root, 'files/six-1.0.tar.gz')).href);
    assert.equal(one.requiresPython, '>=3');
    assert.equal(await index.project('seven'), undefined);
  });

  test('one group: different bytes under one name are told', async (t) => {
    const first = await serve(t, { six: [file('six-1.0.tar.gz')] });
    const second = await serve(t, { six: [file('six-1.0.tar.gz', { bytes: Buffer.from('x') })] });
    const third = await serve(t, { six: [file('six-1.0.tar.gz', { sha256: false })] });
    const index = await openTestIndex(t, [[third.url, first.url, second.url]]);
    assert.equal((await index.file('six')).sha256, sha256('six-1.0.tar.gz'));
    assert.deepEqual(index.warnings(), [
      `\`six-1.0.tar.gz\` differs between \`${first.url}\` (sha256 \`${sha256('six-1.0.tar.gz')}\`) and ` +
        `\`${second.url}\` (sha256 \`${sha256('x')}\`): the first is used`,
    ]);
  });

  test('find-links: a file itself, here and elsewhere', async (t) => {
    const folder = await temporaryFolder(t);
    const path = join(folder, 'six-2.0-py3-none-any.whl');
    await writeFile(path, 'x');
    const server = await serve(t, { six: [file('six-1.0.tar.gz')] });
    const { origin } = new URL(server.url);
    const place = (url: string, query?: string) => ({
      url,
      ...(query === undefined ? {} : { query }),
      credentials: undefined,
      source: 'test',
    });
    const index = await openTestIndex(t, [], {
      findLinks: [
        place(pathToFileURL(path).href),
        place(`${origin}/files/six-1.0.tar.gz`, '?token=t'),
        place(`${origin}/files/seven-1.0.tar.gz`),
      ],
    });
    assert.deepEqual(await index.names('six'), ['six-1.0.tar.gz', 'six-2.0-py3-none-any.whl']);
    assert.equal(server.requests.length, 0);
    const target = join(folder, 'copy');
    await index.download(await index.file('six', 'six-1.0.tar.gz'), target);
    assert.equal(await readFile(target, 'utf8'), 'six-1.0.tar.gz');
    assert.equal(server.requests[0]?.query, '?token=t');
    assert.deepEqual(index.warnings(), []);
  });

  test('find-links: a folder and a page, merged with any index', async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, 'six-2.0-py3-none-any.whl'), 'x');
    await writeFile(join(folder, 'seven-1.0.tar.gz'), 'x');
    await writeFile(join(folder, 'notes.txt'), 'x');
    const server = await serve(t, {
      six: [file('six-1.0.tar.gz')],
      page: [file('six-3.0.tar.gz'), file('eight-1.0.tar.gz')],
    });
    const link = (url: string): { url: string; credentials: undefined; source: string } => ({
      url,
      credentials: undefined,
      source: 'test',
    });
    const index = await openTestIndex(t, [server.url], {
      findLinks: [
        link(pathToFileURL(folder).href),
        link(`${server.url}/page/`),
        link('file:///no/such/folder'),
      ],
    });
    assert.deepEqual(await index.names('six'), [
      'six-1.0.tar.gz',
      'six-2.0-py3-none-any.whl',
      'six-3.0.tar.gz',
    ]);
    assert.deepEqual(await index.names('seven'), ['seven-1.0.tar.gz']);
    assert.deepEqual(await index.names('eight'), ['eight-1.0.tar.gz']);
    assert.equal(server.count('/simple/page/'), 1);
    assert.deepEqual(index.warnings(), [
      'Ignored `find-links` at `file:///no/such/folder`: nothing is there',
    ]);
  });
});
