import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  admitsPython,
  filterVersions,
  formatSpecifiers,
  parseSpecifiers,
  specifiersContain,
} from '../../../src/pep/specifiers.ts';
import { formatVersion, parseVersion } from '../../../src/pep/version.ts';
import { clauses, parts, textOf, textOfClauses } from './arbitraries.ts';
import { naiveContains } from './naivePep440.ts';

test('containment is what PEP 440 says, clause by clause', () => {
  fc.assert(
    fc.property(clauses, parts, (all, candidate) => {
      const got = specifiersContain(
        parseSpecifiers(textOfClauses(all)),
        parseVersion(textOf(candidate)),
        { prereleases: true },
      );
      assert.equal(got, naiveContains(all, candidate));
    }),
    { numRuns: 5000 },
  );
});

test('bounds that lie between versions', () => {
  const cases = [
    ['==1.0', '1.0+local', true],
    ['==1.0+local', '1.0', false],
    ['>1.0', '1.0.post1', false],
    ['>1.0', '1.0+local', false],
    ['>1.0', '1.0.0.0.1.dev0', true],
    ['>1.0.post1', '1.0.post2', true],
    ['>1.0.dev1', '1.0.post1', true],
    ['<1.0', '1.0rc1', false],
    ['<1.0rc2', '1.0rc1', true],
    ['<1.0.post1', '1.0.post1.dev0', false],
    ['<1.0.post1', '1.0a1', true],
    ['<=1.0', '1.0+local', true],
    ['~=1.4.2', '1.4.9', true],
    ['~=1.4.2', '1.5', false],
    ['~=1.4', '1.99', true],
    ['==1.2.*', '1.2.dev0', true],
    ['==1.2.*', '1.20', false],
    ['!=1.2.*', '1.2+x', false],
  ] as const;
  for (const [text, version, expected] of cases) {
    assert.equal(
      specifiersContain(parseSpecifiers(text), version),
      expected,
      `${version} in ${text}`,
    );
  }
});

test('=== compares texts, also of what is no version', () => {
  const contains = (text: string, candidate: string): boolean =>
    specifiersContain(parseSpecifiers(text), candidate);
  assert.ok(contains('===1.0', '1.0'));
  assert.ok(!contains('===1.0', '1.0.0'));
  assert.ok(contains('===1.0RC1', '1.0rc1'));
  assert.ok(contains('===2004d-dirty', '2004D-dirty'));
  assert.ok(!contains('===2004d-dirty,>=0', '2004d-dirty'));
  assert.ok(contains('===1.0,>=0.5', '1.0'));
  assert.ok(!contains('>=0', 'nonsense'));
});

test('malformed specifiers are refused with the part that is wrong', () => {
  const cases = [
    ['1.0', 'Expected a version specifier such as `>=1.0`, got `1.0`'],
    ['>=1.0,=>2', 'Expected a version specifier such as `>=1.0`, got `=>2`'],
    ['>=one', 'Expected a PEP 440 version behind `>=`, got `one`'],
    ['>=1.*', 'Expected a version without `.*` behind `>=`: `1.*`'],
    ['==1a1.*', 'Expected only release numbers before `.*`: `1a1.*`'],
    ['<1+x', 'Expected a version without local label behind `<`: `1+x`'],
    ['~=1', 'Expected at least two release numbers behind `~=`: `1`'],
  ] as const;
  for (const [text, message] of cases) {
    assert.throws(() => parseSpecifiers(text), { code: 'invalid-specifier', message });
  }
});

test('a specifier set keeps order and spelling, not white space', () => {
  assert.equal(formatSpecifiers(parseSpecifiers(' >= 1.0 , !=1.5.* ,')), '>=1.0,!=1.5.*');
});

test('pre-releases are chosen only where no final release fits, or one is named', () => {
  const filter = (text: string, prereleases?: boolean): string[] =>
    filterVersions(parseSpecifiers(text), ['0.9', '1.0', '1.1a1', '2.0b1'], { prereleases });
  assert.deepEqual(filter('>=1'), ['1.0']);
  assert.deepEqual(filter('>1'), ['1.1a1', '2.0b1']);
  assert.deepEqual(filter('>1', false), []);
  assert.deepEqual(filter('>=1', true), ['1.0', '1.1a1', '2.0b1']);
  assert.deepEqual(filter('>=1.0a1'), ['1.0', '1.1a1', '2.0b1']);
  assert.deepEqual(filter('!=1.1a1'), ['0.9', '1.0']);
});

test('a filter takes parsed versions as well and gives back the same objects', () => {
  const versions = ['1.0', '2.0'].map(parseVersion);
  const [only] = filterVersions(parseSpecifiers('<2'), versions);
  assert.equal(only, versions[0]);
  assert.equal(only && formatVersion(only), '1.0');
});

test('Requires-Python judges a pre-release interpreter by its release, as pip does', () => {
  assert.ok(admitsPython(parseSpecifiers('>=3.14'), '3.14.0rc1'));
  assert.ok(admitsPython(parseSpecifiers('>=3.14'), parseVersion('3.14.0rc1')));
  assert.ok(!admitsPython(parseSpecifiers('<3.14'), '3.14.0rc1'));
  assert.ok(!admitsPython(parseSpecifiers('>=2.7,!=3.0.*,<3.11'), '3.11.7'));
});
