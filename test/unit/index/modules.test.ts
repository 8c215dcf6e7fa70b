import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';
import { openTestIndex, serve } from './openTestIndex.ts';

const wheel = buildWheel({
  name: 'own-pkg',
  version: '1.0',
  files: {
    'yaml/__init__.py': '',
    'yaml/_core.cpython-311-x86_64-linux-gnu.so': '',
    'space/inner/deep.py': '',
    'single.py': '',
    'a/b/c/d/e/f.py': '',
    'data/table.csv': '',
    'odd.folder/module.py': '',
    'own_pkg-1.0.data/purelib/beside.py': '',
    'own_pkg-1.0.data/scripts/tool.py': '',
  },
});

const modules =
  'a a.b a.b.c a.b.c.d beside single space space.inner space.inner.deep yaml yaml._core'.split(' ');

suite('the modules of a wheel', () => {
  test('are read from its directory, once for all runs', async (t) => {
    const server = await serve(t, { 'own-pkg': [wheel] });
    const cacheDir = await temporaryFolder(t);
    for (const offline of [false, true]) {
      const index = await openTestIndex(t, [server.url], { cacheDir, offline });
      assert.deepEqual(await index.modules(await index.file('own-pkg')), modules);
    }
    assert.equal(server.count('range'), 1);
    assert.equal(server.count('file'), 0);
  });

  test('of a local wheel that is gone or no archive are unknown', async (t) => {
    const folder = await temporaryFolder(t);
    const links = { url: pathToFileURL(folder).href, credentials: undefined, source: 'test' };
    const index = await openTestIndex(t, [], { findLinks: [links] });
    const path = join(folder, wheel.filename);
    await writeFile(path, wheel.bytes);
    const file = await index.file('own-pkg');
    assert.deepEqual(await index.modules(file), modules);
    await writeFile(path, 'no archive');
    assert.equal(await index.modules(file), undefined);
    await rm(path);
    assert.equal(await index.modules(file), undefined);
  });

  test('are unknown where they would take the whole wheel', async (t) => {
    const server = await serve(t, { 'own-pkg': [wheel] });
    server.break(`/files/${wheel.filename}`, { kind: 'status', status: 405 });
    const index = await openTestIndex(t, [server.url]);
    assert.equal(await index.modules(await index.file('own-pkg')), undefined);
  });
});
