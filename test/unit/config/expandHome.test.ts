import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { loadSettings } from '../../../src/config/loadSettings.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('`~` stands for the home, in the places that any tool sets', async (t) => {
  const root = await temporaryFolder(t);
  const home = join(root, 'home');
  await mkdir(join(home, 'simple'), { recursive: true });
  await mkdir(join(root, 'etc'));
  await writeFile(join(root, 'etc/pip.conf'), '[global]\ncert = ~/ca.pem\nfind-links = ~/pip\n');
  const read = (env: Readonly<Record<string, string>>) =>
    loadSettings({
      flags: {},
      env: { XDG_CONFIG_DIRS: root, ...env },
      cwd: root,
      home,
      platform: 'linux',
      etc: join(root, 'etc'),
    });
  const url = (...path: readonly string[]): string => pathToFileURL(join(...path)).href;
  const { index } = await read({
    SPIP_FIND_LINKS: '~/links ~ ~x ./~',
    SPIP_INDEX_URL: '~/simple',
  });
  assert.deepEqual(
    index.findLinks.map((place) => place.url),
    [url(home, 'links'), url(home), url(root, '~x'), url(root, '~')],
  );
  assert.equal(index.groups[0]?.[0]?.url, url(home, 'simple'));
  assert.equal(index.certificates.authorities?.value, join(home, 'ca.pem'));
  assert.equal((await read({})).index.findLinks[0]?.url, url(home, 'pip'));
});
