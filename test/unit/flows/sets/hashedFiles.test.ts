import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hashRules, hashedFiles, withDigest } from '../../../../src/flows/sets/hashedFiles.ts';
import { parseRequirement } from '../../../../src/pep/requirement.ts';
import { sdistFile, wheelFile } from '../../../support/distributions.ts';
import { sha256 } from '../../../support/indexPages.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';
import { listed, smallFacilities } from '../smallFacilities.ts';

const python = madeUpInterpreter({ version: '3.11.7' });
const promised = wheelFile({ name: 'six', version: '1.0' });
const bareWheel = wheelFile({ name: 'six', version: '2.0' }, { sha256: false });
const bareSdist = sdistFile({ name: 'six', version: '3.0' }, { sha256: false });
const files = [promised, bareWheel, bareSdist];
const project = { name: 'six', files: files.map(listed) };

suite('hashRules', () => {
  const rulesOf = (...lines: readonly (readonly [text: string, ...hashes: string[]])[]) =>
    hashRules(
      lines.map(([text, ...hashes]) => ({ requirement: parseRequirement(text), hashes })),
      python,
    );

  test('a line without hashes rules nothing out, and neither does one for another Python', () => {
    const rules = rulesOf(['six'], ['attrs; python_version < "3"', 'a'], ['idna>=1', 'b', 'c']);
    assert.deepEqual(rules, new Map([['idna', new Set(['b', 'c'])]]));
  });

  test('of several lines what all of them list', () => {
    const rules = rulesOf(['six', 'a', 'b'], ['Six>1', 'b', 'c'], ['six', 'b']);
    assert.deepEqual(rules, new Map([['six', new Set(['b'])]]));
    assert.deepEqual(rulesOf(['six', 'a'], ['six', 'b']), new Map([['six', new Set()]]));
  });
});

suite('hashedFiles', () => {
  test('keeps the files with a listed digest; fetches only those that nobody promises one for', async (t) => {
    const { facilities, downloads, said } = await smallFacilities(t, files);
    const hashes = new Set([sha256(promised.bytes), sha256(bareSdist.bytes)]);
    assert.deepEqual(await hashedFiles(project, hashes, facilities), {
      name: 'six',
      files: [listed(promised), { ...listed(bareSdist), sha256: sha256(bareSdist.bytes) }],
    });
    assert.deepEqual(downloads.toSorted(), [bareWheel.filename, bareSdist.filename]);
    assert.deepEqual(said('warning'), []);
  });

  test('says where none is left', async (t) => {
    const { facilities, said } = await smallFacilities(t, files);
    const left = await hashedFiles(project, new Set(['0'.repeat(64)]), facilities);
    assert.deepEqual(left, { name: 'six', files: [] });
    assert.deepEqual(said('warning'), [
      'None of the 3 files of `six` has a hash that the requirements list',
    ]);
  });

  test('is silent about a project that has no files', async (t) => {
    const { facilities, said } = await smallFacilities(t);
    await hashedFiles({ name: 'six', files: [] }, new Set(['a']), facilities);
    assert.deepEqual(said('warning'), []);
  });
});

suite('withDigest', () => {
  test('believes what the index promises, and digests the rest', async (t) => {
    const { facilities, downloads } = await smallFacilities(t, files);
    const wrong = { ...listed(promised), sha256: '1'.repeat(64) };
    assert.equal(await withDigest(wrong, facilities), wrong);
    assert.deepEqual(downloads, []);
    assert.deepEqual(await withDigest(listed(bareWheel), facilities), {
      ...listed(bareWheel),
      sha256: sha256(bareWheel.bytes),
    });
    assert.deepEqual(downloads, [bareWheel.filename]);
  });
});
