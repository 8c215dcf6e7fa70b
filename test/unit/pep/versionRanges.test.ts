import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { parseSpecifiers } from '../../../src/pep/specifiers.ts';
import { parseVersion } from '../../../src/pep/version.ts';
import {
  areDisjointRanges,
  complementRanges,
  emptyRanges,
  equalRanges,
  exactRanges,
  formatRanges,
  fullRanges,
  intersectRanges,
  isEmptyRanges,
  isSubsetRanges,
  rangesContain,
  rangesOf,
  unionRanges,
} from '../../../src/pep/versionRanges.ts';
import type { VersionRanges } from '../../../src/pep/versionRanges.ts';
import { clauses, parts, textOf, textOfClauses } from './arbitraries.ts';
import { naiveContains } from './naivePep440.ts';

const of = (text: string): VersionRanges => rangesOf(parseSpecifiers(text));
const version = parts.map((each) => parseVersion(textOf(each)));
const ranges: fc.Arbitrary<VersionRanges> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: clauses.map((all) => of(textOfClauses(all))) },
      { weight: 1, arbitrary: version.map(exactRanges) },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((several) => several.reduce(unionRanges));

test('the ranges of specifiers hold exactly the versions that PEP 440 admits', () => {
  fc.assert(
    fc.property(clauses, parts, (all, candidate) => {
      assert.equal(
        rangesContain(of(textOfClauses(all)), parseVersion(textOf(candidate))),
        naiveContains(all, candidate),
      );
    }),
    { numRuns: 3000 },
  );
});

test('intersection, union and complement do to the sets what they do to membership', () => {
  fc.assert(
    fc.property(ranges, ranges, version, (a, b, v) => {
      const [inA, inB] = [rangesContain(a, v), rangesContain(b, v)];
      assert.equal(rangesContain(intersectRanges(a, b), v), inA && inB);
      assert.equal(rangesContain(unionRanges(a, b), v), inA || inB);
      assert.equal(rangesContain(complementRanges(a), v), !inA);
    }),
    { numRuns: 2000 },
  );
});

test('the laws of sets hold, and equal sets are recognised', () => {
  fc.assert(
    fc.property(ranges, ranges, ranges, (a, b, c) => {
      const not = complementRanges;
      const same = (x: VersionRanges, y: VersionRanges): void =>
        assert.ok(equalRanges(x, y), `${formatRanges(x)} is not ${formatRanges(y)}`);
      same(not(not(a)), a);
      same(not(unionRanges(a, b)), intersectRanges(not(a), not(b)));
      same(not(intersectRanges(a, b)), unionRanges(not(a), not(b)));
      same(intersectRanges(a, b), intersectRanges(b, a));
      same(
        intersectRanges(a, unionRanges(b, c)),
        unionRanges(intersectRanges(a, b), intersectRanges(a, c)),
      );
      same(unionRanges(a, not(a)), fullRanges);
      same(intersectRanges(a, not(a)), emptyRanges);
    }),
    { numRuns: 2000 },
  );
});

test('subset and disjoint agree with intersection', () => {
  fc.assert(
    fc.property(ranges, ranges, (a, b) => {
      const both = intersectRanges(a, b);
      assert.equal(isSubsetRanges(a, b), equalRanges(both, a));
      assert.equal(areDisjointRanges(a, b), isEmptyRanges(both));
      assert.ok(isSubsetRanges(both, a));
      assert.ok(isSubsetRanges(a, unionRanges(a, b)));
    }),
    { numRuns: 2000 },
  );
});

test('a set in which no version can lie is empty', () => {
  for (const text of [
    '<0',
    '<0.dev0',
    '>1,<1.0.post5',
    '>1a1,<1a2.dev0',
    '>=1,<2,!=1.*',
    '!=0.dev0,<0.dev1',
    '>1.post1.dev0,<1.post1.dev1',
    '===1.0,>1.0',
    '===no-version',
  ]) {
    assert.ok(isEmptyRanges(of(text)), text);
  }
  for (const text of ['<0.0.1', '>1a1,<1a2', '>=1,<1.0.post0', '==1+a,<=1', '>=1,<1.0.0.1.dev1']) {
    assert.ok(!isEmptyRanges(of(text)), text);
  }
});

test('different spellings of one set are equal', () => {
  for (const [a, b] of [
    ['>=1.0,<2', '>=1,<2.0'],
    ['==1.*', '>=1.dev0,<2'],
    ['~=1.4.2', '>=1.4.2,==1.4.*'],
    ['<=1.0', '<1.0.post0'],
    ['', '>=0.dev0'],
    ['!=0.*', '>=1.dev0'],
  ] as const) {
    assert.ok(equalRanges(of(a), of(b)), `${a} is ${b}`);
  }
  assert.ok(!equalRanges(of('<1.0'), of('<1.0.dev0,!=0.9')));
});

test('an exact version stands for itself alone', () => {
  const one = exactRanges(parseVersion('1.0'));
  assert.ok(rangesContain(one, parseVersion('1.0.0')));
  assert.ok(!rangesContain(one, parseVersion('1.0+local')));
  assert.ok(isSubsetRanges(one, of('==1.0')));
  assert.ok(!equalRanges(one, of('==1.0')));
});

test('sets are shown as specifiers', () => {
  const show = (text: string): string => formatRanges(of(text));
  for (const text of [
    '>=1.0,<2.0',
    '!=1.5',
    '==1.2.*',
    '>1.0',
    '<=1.0',
    '>1.0.post1',
    '<1.0rc1',
    '==1.0+x',
  ]) {
    assert.equal(show(text), text);
  }
  assert.equal(show(''), '*');
  assert.equal(show('<0'), 'none');
  assert.equal(show('~=1.4.2'), '>=1.4.2,<1.5');
  assert.equal(show('!=1.2.*,>=1,!=1.4'), '>=1,!=1.2.*,!=1.4');
  assert.equal(show('<1.0'), '<1.0');
  assert.equal(formatRanges(unionRanges(of('>=1,<2'), of('==3'))), '>=1,<2 | ==3');
  assert.equal(formatRanges(exactRanges(parseVersion('1.0'))), '==1.0');
  assert.equal(formatRanges(complementRanges(of('>1.0'))), '<=1.0');
  assert.equal(formatRanges(complementRanges(of('<=1.0'))), '>1.0');
});

test('what is shown as one list of specifiers reads back as the same set', () => {
  fc.assert(
    fc.property(clauses, (all) => {
      const set = of(textOfClauses(all));
      const shown = formatRanges(set);
      fc.pre(!/[|]|none|\*$/.test(shown) && !isRounded(set));
      assert.ok(equalRanges(of(shown), set), shown);
    }),
    { numRuns: 2000 },
  );
});

/** Bounds that no specifier draws: behind a version's locals or posts, or between a final and its pre-releases. */
function isRounded(set: VersionRanges): boolean {
  return set.intervals.some(
    ({ lower, upper }) =>
      (upper.at.phase === 4 && upper.at.dev === Infinity) ||
      [lower, upper].some(({ at, side }) => side === 1 || at.post === 0 || at.post === Infinity),
  );
}
