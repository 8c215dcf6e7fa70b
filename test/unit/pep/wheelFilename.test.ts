import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatVersion } from '../../../src/pep/version.ts';
import { parseWheelFilename } from '../../../src/pep/wheelFilename.ts';

test('every part of a wheel name is read', () => {
  const read = parseWheelFilename(
    'Some_Pkg-1.0.post1-7b-cp39.cp310-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
  );
  assert.equal(read.name, 'some-pkg');
  assert.equal(formatVersion(read.version), '1.0.post1');
  assert.deepEqual(read.build, { number: 7, suffix: 'b' });
  assert.deepEqual(read.pythons, ['cp39', 'cp310']);
  assert.deepEqual(read.abis, ['abi3']);
  assert.deepEqual(read.platforms, ['manylinux2014_x86_64', 'manylinux_2_17_x86_64']);
  assert.deepEqual(read.tags, [
    'cp39-abi3-manylinux2014_x86_64',
    'cp39-abi3-manylinux_2_17_x86_64',
    'cp310-abi3-manylinux2014_x86_64',
    'cp310-abi3-manylinux_2_17_x86_64',
  ]);
  assert.equal(parseWheelFilename('a-1-py3-none-any.whl').build, undefined);
});

test('tags are the same in capitals, which are told', () => {
  const read = parseWheelFilename('A-1-CP39.cp310-ABI3-manylinux2014_X86_64.whl');
  assert.equal(read.hasCapitalTags, true);
  assert.deepEqual(read.tags, [
    'cp39-abi3-manylinux2014_x86_64',
    'cp310-abi3-manylinux2014_x86_64',
  ]);
  assert.equal(parseWheelFilename('A-1-py3-none-any.whl').hasCapitalTags, false);
});

test('what is no wheel name is refused with the rule', () => {
  const cases = [
    ['a-1.tar.gz', /five or six parts/],
    ['a-1-none-any.whl', /five or six parts/],
    ['a-1-1-1-py3-none-any.whl', /five or six parts/],
    ['a__b-1-py3-none-any.whl', /a project name in front/],
    ['a b-1-py3-none-any.whl', /a project name in front/],
    ['a-x-py3-none-any.whl', /a PEP 440 version/],
    ['a-1-x-py3-none-any.whl', /a build tag that begins with a digit/],
    ['a-1-3.9-none-any.whl', /Python tags/],
    ['a-1-py3--any.whl', /no empty tag/],
    ['a-1-py3-none-any..whl', /no empty tag/],
  ] as const;
  for (const [filename, message] of cases) {
    assert.throws(() => parseWheelFilename(filename), { code: 'invalid-file-name', message });
  }
});
