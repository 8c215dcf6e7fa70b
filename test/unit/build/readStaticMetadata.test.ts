import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readStaticMetadata } from '../../../src/build/readStaticMetadata.ts';

function pkgInfo(version: string, ...lines: readonly string[]): string {
  return `${[`Metadata-Version: ${version}`, 'Name: demo', 'Version: 1.0', ...lines].join('\n')}\n\n`;
}

async function read(text: string | undefined): Promise<readonly string[] | undefined> {
  const root = await mkdtemp(join(tmpdir(), 'spip-static-'));
  try {
    if (text !== undefined) {
      await writeFile(join(root, 'PKG-INFO'), text);
    }
    return (await readStaticMetadata(root))?.requiresDist;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

test('metadata of 2.2 or newer holds for every wheel', async () => {
  assert.deepEqual(await read(pkgInfo('2.2', 'Requires-Dist: idna')), ['idna']);
  assert.deepEqual(await read(pkgInfo('2.10', 'Dynamic: License-File', 'Dynamic: Summary')), []);
  assert.deepEqual(await read(pkgInfo('3.0')), []);
});

test('older metadata and dynamic fields that matter leave it to the build', async () => {
  assert.equal(await read(pkgInfo('2.1')), undefined);
  assert.equal(await read(pkgInfo('1.2')), undefined);
  for (const field of ['Requires-Dist', 'PROVIDES-EXTRA', 'requires-python', 'Version']) {
    assert.equal(await read(pkgInfo('2.4', `Dynamic: ${field}`)), undefined, field);
  }
});

test('nothing readable is nothing static', async () => {
  assert.equal(await read(undefined), undefined);
  assert.equal(await read('Metadata-Version: 2.2\n'), undefined);
  assert.equal(await read(pkgInfo('x')), undefined);
});
