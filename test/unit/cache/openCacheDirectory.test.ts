import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openCacheDirectory } from '../../../src/cache/openCacheDirectory.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

describe('the cache directory', () => {
  it('is made with a tag that backup programs know, also by several at once', async (t) => {
    const directory = join(await temporaryFolder(t), 'a b', 'ü', 'cache');
    await Promise.all(Array.from({ length: 5 }, () => openCacheDirectory(directory)));
    const tag = await readFile(join(directory, 'CACHEDIR.TAG'), 'utf8');
    assert.match(tag, /^Signature: 8a477f597d28d172789f06886806bc55\n/);
  });

  it('keeps a tag that is there', async (t) => {
    const directory = await temporaryFolder(t);
    await writeFile(join(directory, 'CACHEDIR.TAG'), 'mine');
    await openCacheDirectory(directory);
    assert.equal(await readFile(join(directory, 'CACHEDIR.TAG'), 'utf8'), 'mine');
  });

  it('is refused with its path and the settings where a file is in the way', async (t) => {
    const path = join(await temporaryFolder(t), 'file');
    await writeFile(path, '');
    for (const directory of [path, join(path, 'below')]) {
      await assert.rejects(openCacheDirectory(directory), {
        code: 'unwritable',
        message: `Failed to write to the cache directory \`${directory}\``,
        hint: 'choose another one with `--cache-dir` or `SPIP_CACHE_DIR`',
      });
    }
  });

  it('is refused where nothing may be written', { skip: process.getuid?.() === 0 }, async (t) => {
    const directory = await temporaryFolder(t);
    await chmod(directory, 0o555);
    await assert.rejects(openCacheDirectory(directory), { code: 'unwritable' });
    await chmod(directory, 0o755);
  });
});
