import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPlaces } from '../../../src/config/findPlaces.ts';
import { noHome } from '../../../src/lib/noHome.ts';

const none = { cacheDir: undefined, dataDir: undefined };
const linux = { env: {}, home: '/home/me', platform: 'linux' } as const;

test('the conventions of the platform, of XDG where its paths are absolute', () => {
  assert.deepEqual(findPlaces(none, linux), {
    cacheDir: '/home/me/.cache/spip',
    dataDir: '/home/me/.local/share/spip',
  });
  const env = { XDG_CACHE_HOME: '/xdg', XDG_DATA_HOME: 'relative' };
  assert.deepEqual(findPlaces(none, { ...linux, env }), {
    cacheDir: '/xdg/spip',
    dataDir: '/home/me/.local/share/spip',
  });
  assert.deepEqual(findPlaces(none, { ...linux, platform: 'darwin' }), {
    cacheDir: '/home/me/Library/Caches/spip',
    dataDir: '/home/me/Library/Application Support/spip',
  });
});

test('without a home all that is needed must be given', () => {
  const chosen = { cacheDir: '/c', dataDir: '/d' };
  for (const platform of ['linux', 'darwin'] as const) {
    const homeless = { env: {}, home: noHome, platform };
    assert.deepEqual(findPlaces(chosen, homeless), chosen);
    for (const some of [none, { ...none, cacheDir: '/c' }, { ...none, dataDir: '/d' }]) {
      assert.throws(() => findPlaces(some, homeless), {
        code: 'invalid-settings',
        hint: /`HOME`.*`--cache-dir` and `--data-dir`/,
      });
    }
  }
  const env = { XDG_CACHE_HOME: '/xdg/cache', XDG_DATA_HOME: '/xdg/data' };
  assert.deepEqual(findPlaces(none, { env, home: noHome, platform: 'linux' }), {
    cacheDir: '/xdg/cache/spip',
    dataDir: '/xdg/data/spip',
  });
});
