import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { checkAdvertised } from '../../../../src/flows/sets/checkAdvertised.ts';
import { parseMetadata } from '../../../../src/pep/metadata.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { countingFetch, distFile, storeRig } from '../../../support/storeRig.ts';
import { buildWheel } from '../../../support/wheelBuilder.ts';
import { sha256 } from '../../../support/indexPages.ts';

const wheel = buildWheel({
  name: 'six',
  version: '1.0',
  requiresPython: '>=3.8',
  requires: ['b', 'a'],
  extras: ['x'],
});

/** Holds the wheel against what an index serves for it, whose digest the page has. */
async function check(
  t: TestContext,
  { page, served }: { readonly page: string | undefined | false; readonly served?: string },
): Promise<number> {
  const { store } = await storeRig(t);
  const { fetch } = countingFetch({ [wheel.filename]: wheel.bytes });
  const metadata = page === false ? false : { sha256: page };
  const file = distFile(wheel, { metadata, index: 'https://index.example/simple' });
  let asked = 0;
  await checkAdvertised(file, await store.wheel(file, fetch), async () => {
    asked += 1;
    return await Promise.resolve(served === undefined ? undefined : parseMetadata(served));
  });
  return asked;
}

test('nothing is asked where the index has no metadata, or promises the digest of the wheel’s own', async (t) => {
  assert.equal(await check(t, { page: false }), 0);
  assert.equal(await check(t, { page: sha256(wheel.metadata) }), 0);
});

test('other bytes that say the same are good', async (t) => {
  const served = wheel.metadata
    .replace('Requires-Dist: b\nRequires-Dist: a', 'Requires-Dist: a\nRequires-Dist: b')
    .concat('Summary: what no set depends on\n');
  assert.notEqual(served.replace(/Summary.*\n/, ''), wheel.metadata);
  assert.equal(await check(t, { page: sha256(served), served }), 1);
  assert.equal(await check(t, { page: undefined, served }), 1);
});

test('an index that cannot serve what it promises is believed: the wheel was read itself', async (t) => {
  assert.equal(await check(t, { page: '0'.repeat(64) }), 1);
});

test('other facts are refused, and all of them named', async (t) => {
  const served = `Metadata-Version: 2.1
Name: seven
Version: 2.0
Provides-Extra: z
Provides-Extra: y
Requires-Dist: c
`;
  assert.deepEqual(await failureOf(() => check(t, { page: undefined, served })), {
    code: 'bad-archive',
    message:
      'Expected `six-1.0-py3-none-any.whl` to have the metadata that `https://index.example/simple` serves for it: they differ in ' +
      'Name (`seven`, in the wheel `six`), ' +
      'Version (`2.0`, in the wheel `1.0`), ' +
      'Requires-Python (``, in the wheel `>=3.8`), ' +
      'Requires-Dist (`c`, in the wheel `a, b`), ' +
      'Provides-Extra (`y, z`, in the wheel `x`)',
  });
});
