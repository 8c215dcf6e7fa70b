import assert from 'node:assert/strict';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'node:test';
import { SpipError } from '../../../src/lib/spipError.ts';
import { countingFetch, distFile, storeRig } from '../../support/storeRig.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

const tool = buildWheel({
  name: 'My.Tool',
  version: '1.0',
  files: {
    'my_tool/__init__.py': 'x = 1\n',
    'my_tool/run.sh': '#!/bin/sh\n',
    'my_tool/.gitignore': '*\n',
  },
  executables: ['my_tool/run.sh'],
  entryPoints: {
    console_scripts: { tool: 'my_tool:main', 'tool-x': 'my_tool.sub:Cli.run [color]' },
    gui_scripts: { toolw: 'my_tool:gui' },
    'other.group': { x: 'not checked' },
  },
});

describe('a wheel in the store', () => {
  it('is unpacked once, read-only, with one time for all files', async (t) => {
    const { store, cacheDir } = await storeRig(t);
    const { fetch, counts } = countingFetch({ [tool.filename]: tool.bytes });
    const wheel = await store.wheel(distFile(tool), fetch);

    assert.equal(
      wheel.root,
      join(cacheDir, 'wheels-v1', tool.sha256.slice(0, 2), tool.sha256, 'files'),
    );
    assert.deepEqual(
      wheel.files.map(({ path, size, executable }) => [path, size, executable]),
      [
        ['My_Tool-1.0.dist-info/METADATA', 49, false],
        ['My_Tool-1.0.dist-info/WHEEL', 75, false],
        ['My_Tool-1.0.dist-info/entry_points.txt', 141, false],
        ['my_tool/.gitignore', 2, false],
        ['my_tool/__init__.py', 6, false],
        ['my_tool/run.sh', 10, true],
      ],
    );
    assert.deepEqual(
      { ...wheel, root: '', files: [] },
      {
        sha256: tool.sha256,
        filename: tool.filename,
        name: 'My.Tool',
        version: '1.0',
        root: '',
        files: [],
        distInfo: 'My_Tool-1.0.dist-info',
        rootIsPurelib: true,
        consoleScripts: [
          { name: 'tool', module: 'my_tool', attribute: 'main' },
          { name: 'tool-x', module: 'my_tool.sub', attribute: 'Cli.run' },
        ],
        guiScripts: [{ name: 'toolw', module: 'my_tool', attribute: 'gui' }],
        notes: [],
      },
    );
    const modes = await Promise.all(
      wheel.files.map(async ({ path }) => {
        const { mode, mtimeMs } = await stat(join(wheel.root, path));
        return [(mode & 0o777).toString(8), new Date(mtimeMs).toISOString()];
      }),
    );
    assert.deepEqual(
      modes.map(([mode]) => mode),
      ['444', '444', '444', '444', '444', '555'],
    );
    assert.ok(modes.every(([, time]) => time === '2000-01-01T00:00:00.000Z'));
    assert.deepEqual(await readdir(join(cacheDir, 'tmp', 'test')), []);

    assert.equal(await store.wheel(distFile(tool), fetch), wheel);
    assert.equal(counts.get(tool.filename), 1);
  });

  it('is there for the next process without a fetch, a lock or a write', async (t) => {
    const { store, cacheDir, again } = await storeRig(t);
    const { fetch } = countingFetch({ [tool.filename]: tool.bytes });
    const wheel = await store.wheel(distFile(tool), fetch);
    const before = await readdir(cacheDir, { recursive: true });
    await rm(join(cacheDir, 'locks'), { recursive: true });
    const warm = await again().wheel(distFile(tool), () => Promise.reject(new Error('fetched')));
    assert.deepEqual(warm, wheel);
    const after = await readdir(cacheDir, { recursive: true });
    assert.deepEqual(
      after.toSorted(),
      before.filter((name) => !name.startsWith('locks')).toSorted(),
    );
  });

  it('keeps what it makes whatever the umask', async (t) => {
    const { store } = await storeRig(t);
    const earlier = process.umask(0o077);
    try {
      const { fetch } = countingFetch({ [tool.filename]: tool.bytes });
      const wheel = await store.wheel(distFile(tool), fetch);
      assert.equal((await stat(join(wheel.root, 'my_tool/run.sh'))).mode & 0o777, 0o555);
    } finally {
      process.umask(earlier);
    }
  });
});

describe('the digest of a fetched file', () => {
  it('refuses other bytes than the index promises, after one more try, and keeps them out of the store', async (t) => {
    const { store, cacheDir } = await storeRig(t);
    const other = buildWheel({ name: 'my-tool', version: '1.0', files: { 'evil.py': '' } });
    const { fetch, counts } = countingFetch({ [tool.filename]: other.bytes });
    await assert.rejects(store.wheel(distFile(tool), fetch), (error) => {
      assert.ok(error instanceof SpipError);
      assert.equal(error.code, 'hash-mismatch');
      assert.ok(error.message.includes(tool.sha256) && error.message.includes(other.sha256));
      return true;
    });
    assert.equal(counts.get(tool.filename), 2);
    assert.equal((await readdir(join(cacheDir, 'quarantine'))).length, 2);
    assert.ok(!(await readdir(cacheDir)).includes('wheels-v1'));
  });

  it('does not use again what it has set aside: a later process fetches anew', async (t) => {
    const { store, cacheDir, again } = await storeRig(t);
    const other = buildWheel({ name: 'my-tool', version: '1.0', files: { 'evil.py': '' } });
    const forged = countingFetch({ [tool.filename]: other.bytes });
    await assert.rejects(store.wheel(distFile(tool), forged.fetch), { code: 'hash-mismatch' });
    // Not under the digest that was promised, nor under the one that the bytes have.
    const right = countingFetch({ [tool.filename]: tool.bytes, [other.filename]: other.bytes });
    assert.equal((await again().wheel(distFile(tool), right.fetch)).sha256, tool.sha256);
    await again().wheel(distFile(other), right.fetch);
    assert.deepEqual(Object.fromEntries(right.counts), { [tool.filename]: 1, [other.filename]: 1 });
    assert.equal((await readdir(join(cacheDir, 'quarantine'))).length, 2);
  });

  it('forgives one broken download', async (t) => {
    const { store } = await storeRig(t);
    const half = tool.bytes.subarray(0, 100);
    const { fetch, counts } = countingFetch({ [tool.filename]: [half, tool.bytes] });
    assert.equal((await store.wheel(distFile(tool), fetch)).sha256, tool.sha256);
    assert.equal(counts.get(tool.filename), 2);
  });

  it('is computed and remembered where nobody promises one', async (t) => {
    const { store, again } = await storeRig(t);
    const folder = await temporaryFolder(t);
    const path = join(folder, tool.filename);
    await writeFile(path, tool.bytes);
    const file = distFile(tool, { sha256: undefined, url: pathToFileURL(path).href });
    const { fetch, counts } = countingFetch({ [tool.filename]: tool.bytes });
    const wheel = await store.wheel(file, fetch);
    assert.equal(wheel.sha256, tool.sha256);
    assert.deepEqual(await again().wheel(file, fetch), wheel);
    assert.equal(counts.get(tool.filename), 1);

    // Another file under the same name is another wheel.
    const changed = buildWheel({ name: 'My.Tool', version: '1.0', files: { 'other.py': '' } });
    await writeFile(path, changed.bytes);
    const second = countingFetch({ [tool.filename]: changed.bytes });
    assert.equal((await again().wheel(file, second.fetch)).sha256, changed.sha256);
  });
});
