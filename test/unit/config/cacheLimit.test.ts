import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSettings } from '../../../src/config/loadSettings.ts';
import type { Settings } from '../../../src/config/settings.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('the size limit of the cache: variable, then [tool.spip.cache], else none', async (t) => {
  const cwd = await temporaryFolder(t);
  const load = (env: Readonly<Record<string, string>> = {}): Promise<Settings> =>
    loadSettings({ flags: {}, env, cwd, home: cwd, platform: 'linux', etc: join(cwd, 'etc') });
  const project = join(cwd, 'pyproject.toml');
  const write = (text: string): Promise<void> => writeFile(project, `[tool.spip.cache]\n${text}\n`);
  assert.equal((await load()).cacheLimit, undefined);
  await write('max-size = "2 GiB"');
  assert.deepEqual((await load()).cacheLimit, {
    value: 2 ** 31,
    source: `${project} [tool.spip] cache.max-size`,
  });
  await write('max-size = 4096');
  assert.equal((await load()).cacheLimit?.value, 4096);
  assert.deepEqual((await load({ SPIP_CACHE_MAX_SIZE: '10MB' })).cacheLimit, {
    value: 10_000_000,
    source: 'SPIP_CACHE_MAX_SIZE',
  });
  await assert.rejects(load({ SPIP_CACHE_MAX_SIZE: 'much' }), {
    code: 'invalid-settings',
    message: 'Expected a size such as `10 GB` or `500MiB` in `SPIP_CACHE_MAX_SIZE`: `much`',
  });
  await write('max-sizes = 1');
  await assert.rejects(load(), {
    code: 'invalid-settings',
    hint: 'Did you mean `cache.max-size`?',
  });
});
