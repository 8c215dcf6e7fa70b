import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { credentialStore } from '../../../../src/index/http/credentialStore.ts';
import type { IndexSource } from '../../../../src/model/settings.ts';

const index = (url: string, username?: string): IndexSource => ({
  url,
  credentials: username === undefined ? undefined : { username, password: 'p' },
  source: 'test',
});

const a = index('https://h.test/a/simple', 'a');
const b = index('https://h.test/b/simple', 'b');
const open = index('https://h.test/open/simple');
const deep = index('https://h.test/a/simple/deep', 'deep');
const links = index('https://h.test/links', 'links');

/** The user that a URL is asked as. */
async function userOf(
  groups: readonly (readonly IndexSource[])[],
  url: string,
): Promise<string | undefined> {
  const store = credentialStore({ groups, findLinks: [links], netrc: undefined });
  const value = await store.authorization(new URL(url));
  const basic = value?.replace(/^Basic /, '');
  return basic === undefined ? undefined : Buffer.from(basic, 'base64').toString().split(':')[0];
}

suite('credentials of indexes', () => {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['https://h.test/a/simple/six/', 'a'],
    ['https://h.test/b/simple/six/', 'b'],
    ['https://h.test/b/simple', 'b'],
    // Files often lie beside the index.
    ['https://h.test/b/files/six.whl', 'b'],
    ['https://h.test/a/simple/deep/six/', 'deep'],
    ['https://h.test/a/simple/deeper/', 'a'],
    ['https://h.test/links/six.whl', 'links'],
    // A feed that was given no credentials gets no other's.
    ['https://h.test/open/simple/six/', undefined],
    ['https://h.test/bsimple/six/', 'a'],
    ['https://elsewhere.test/a/simple/six/', undefined],
    ['https://h.test:8443/a/simple/six/', undefined],
  ];
  for (const [url, user] of rows) {
    test(`${url}: ${user ?? 'nobody'}`, async () => {
      assert.equal(await userOf([[open], [a, b], [deep]], url), user);
    });
  }

  test('the order of indexes does not matter', async () => {
    assert.equal(await userOf([[b], [a]], 'https://h.test/a/simple/six/'), 'a');
    assert.equal(await userOf([[deep], [b, a]], 'https://h.test/a/simple/six/'), 'a');
  });
});
