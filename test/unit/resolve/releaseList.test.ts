import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSpecifiers, specifiersContain } from '../../../src/pep/specifiers.ts';
import { ReleaseList } from '../../../src/resolve/releaseList.ts';
import { indicesOf } from '../../../src/resolve/states.ts';
import { listedFile } from '../../support/listedFile.ts';

const releases = ['1.0', '1', '1.1', '1.10', '2.0', '2.0.1', '2.1', '1!0.5'];
const suffixes = ['', 'a1', 'b2.post1', 'rc1', '.post1', '.dev3', '+local', '.post2+cpu.1'];
const versions = releases.flatMap((release) => suffixes.map((suffix) => release + suffix));

function listOf(texts: readonly string[]): ReleaseList {
  const files = texts.map((version) => listedFile(`thing-${version}-py3-none-any.whl`));
  return new ReleaseList({ name: 'thing', files });
}

test('a list admits the releases that the specifiers contain, one by one', () => {
  const list = listOf(versions);
  const plain = versions.filter((version) => !version.includes('+'));
  const texts = [
    '',
    ...versions.flatMap((version) => [`==${version}`, `!=${version}`, `===${version}`]),
    ...plain.flatMap((version) => ['<', '<=', '>', '>='].map((sign) => sign + version)),
    '==1.*',
    '!=2.0.*',
    '~=1.1',
    '~=2.0.0',
    '>1,<2',
    '>=1,!=1.1,!=1.10.*',
    '<1,>2',
  ];
  for (const text of texts) {
    const specifiers = parseSpecifiers(text);
    const expected = list.releases.flatMap(({ files }, index) =>
      files.some(({ version }) => specifiersContain(specifiers, version, { prereleases: true }))
        ? [index]
        : [],
    );
    assert.deepEqual(indicesOf(list.admitted(specifiers)), expected, text);
  }
});

test('a list without releases admits none', () => {
  assert.equal(listOf([]).admitted(parseSpecifiers('>=1')), 0n);
});
