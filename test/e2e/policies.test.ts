// Where package tools disagree: each test says what another one would do.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { startIndexServer } from '../support/indexServer.ts';

const indexed = await IndexedRig.open([
  wheelFile({ name: 'early', version: '1.0' }),
  wheelFile({ name: 'early', version: '2.0rc1' }),
  wheelFile({ name: 'taken', version: '1.0' }, { yanked: 'broken' }),
  wheelFile({ name: 'taken', version: '0.9' }),
  wheelFile({ name: 'pins', version: '1.0', requires: ['taken==1.0'] }),
  wheelFile({ name: 'capped', version: '2.0', requiresPython: '<3' }),
  wheelFile({ name: 'capped', version: '1.0' }),
  wheelFile({ name: 'plain', version: '1.0', extras: ['known'] }),
  wheelFile({ name: 'both', version: '1.0' }),
]);
after(() => indexed[Symbol.asyncDispose]());

async function versionsOf(
  args: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const result = await indexed.run(`lock ${args} --format json`, { env });
  assert.equal(result.status, 0, result.stderr);
  return [...result.stdout.matchAll(/"file": "([^-]+-[^-]+)/g)].map(([, file]) => file).join(' ');
}

test('a specifier that names a pre-release admits none while a final fits (pip and uv take 2.0rc1)', async () => {
  assert.equal(await versionsOf('early>=1.0rc1'), 'early-1.0');
  assert.equal(await versionsOf('early>1.0'), 'early-2.0rc1');
  assert.equal(await versionsOf('early --pre'), 'early-2.0rc1');
});

test('a yanked release only for an exact request of the user (pip takes it for a pin in metadata too)', async () => {
  assert.equal(await versionsOf('taken'), 'taken-0.9');
  assert.equal(await versionsOf('taken==1.0'), 'taken-1.0');
  const pinned = await indexed.run('lock pins');
  assert.equal(pinned.status, 1);
  assert.match(pinned.stderr, /yanked/);
});

test('the upper bound of Requires-Python holds, per file (uv ignores it when it resolves for all Pythons)', async () => {
  assert.equal(await versionsOf('capped'), 'capped-1.0');
});

test('an unknown extra warns (a requirement that poetry refuses)', async () => {
  const result = await indexed.run('lock plain[absent]');
  assert.equal(result.status, 0);
  assert.match(result.stderr, /`plain` 1.0 has no extra `absent`/);
});

test("the first index that has a name answers (pip merges); indexes of pip's settings are merged (uv does not read them)", async () => {
  const other = await startIndexServer({ both: [wheelFile({ name: 'both', version: '2.0' })] });
  try {
    const own = { SPIP_EXTRA_INDEX_URL: indexed.server.url, SPIP_INDEX_URL: other.url };
    assert.equal(await versionsOf('both', own), 'both-1.0');
    const pip = {
      SPIP_INDEX_URL: '',
      PIP_INDEX_URL: indexed.server.url,
      PIP_EXTRA_INDEX_URL: other.url,
    };
    assert.equal(await versionsOf('both', pip), 'both-2.0');
  } finally {
    await other.close();
  }
});
