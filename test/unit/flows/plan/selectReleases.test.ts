import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { selectReleases } from '../../../../src/flows/plan/selectReleases.ts';
import type { ReleaseChoice } from '../../../../src/flows/plan/selectReleases.ts';
import { groupReleases } from '../../../../src/flows/sets/groupReleases.ts';
import { parseRequirement } from '../../../../src/pep/requirement.ts';
import { parseSpecifiers } from '../../../../src/pep/specifiers.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { listedFile } from '../../../support/listedFile.ts';

interface Asked extends Partial<Omit<ReleaseChoice, 'versions' | 'exclude'>> {
  readonly versions?: string;
  readonly exclude?: string;
}

/** Of these releases, a yanked one with its reason behind a space, those that are chosen; how many there were. */
function choose(
  text: string,
  { versions, exclude, ...asked }: Asked,
  releases: readonly string[] = ordinary,
): readonly [chosen: string, available: number] {
  const files = releases.map((release) => {
    const [version = '', reason] = release.split(' ', 2);
    return listedFile(`some-${version}.tar.gz`, { yanked: reason ?? false });
  });
  const chosen = selectReleases(parseRequirement(text), groupReleases({ name: 'some', files }), {
    versions: versions === undefined ? undefined : parseSpecifiers(versions),
    exclude: exclude === undefined ? undefined : parseSpecifiers(exclude),
    latestPer: undefined,
    limit: undefined,
    all: false,
    pre: false,
    yanked: false,
    ...asked,
  });
  return [chosen.releases.map((each) => each.text).join(' '), chosen.available];
}

const ordinary = ['0.9', '1.0', '1.1', '1.2', '1.3 broken', '2.0', '2.1', '3.0rc1', '3.0rc2'];

suite('which releases are tested', () => {
  const cases: readonly (readonly [what: string, text: string, asked: Asked, expected: string])[] =
    [
      ['the five newest final ones', 'some', {}, '2.1 2.0 1.2 1.1 1.0'],
      ['as many as asked for', 'some', { limit: 2 }, '2.1 2.0'],
      ['all', 'some', { all: true }, '2.1 2.0 1.2 1.1 1.0 0.9'],
      ['with pre-releases', 'some', { pre: true, limit: 3 }, '3.0rc2 3.0rc1 2.1'],
      ['with yanked ones', 'some', { yanked: true, limit: 3 }, '2.1 2.0 1.3'],
      ['by specifier', 'some<2', {}, '1.2 1.1 1.0 0.9'],
      ['by --versions', 'some', { versions: '>=1,<2' }, '1.2 1.1 1.0'],
      ['by both', 'some<2', { versions: '>1' }, '1.2 1.1'],
      ['without those excluded', 'some', { exclude: '==2.*', all: true }, '1.2 1.1 1.0 0.9'],
      ['also pre-releases', 'some', { exclude: '==3.0rc2', pre: true, limit: 1 }, '3.0rc1'],
      ['the newest per major', 'some', { latestPer: 'major' }, '2.1 1.2 0.9'],
      ['the newest per minor', 'some<2', { latestPer: 'minor', limit: 2 }, '1.2 1.1'],
      ['a pinned one', 'some==0.9', {}, '0.9'],
      ['a pinned yanked one', 'some==1.3', {}, '1.3'],
      ['a pinned one by --versions', 'some', { versions: '===1.3' }, '1.3'],
      ['a pinned pre-release', 'some==3.0rc1', {}, '3.0rc1'],
      ['a prefix is no pin', 'some==1.*', {}, '1.2 1.1 1.0'],
      ['pre-releases where nothing else is named', 'some>=2.5', {}, '3.0rc2 3.0rc1'],
    ];
  for (const [what, text, asked, expected] of cases) {
    test(what, () => {
      assert.equal(choose(text, asked)[0], expected);
    });
  }

  test('exclusion comes before the newest of each, the limit after it', () => {
    const asked: Asked = { exclude: '==2.1', latestPer: 'major' };
    assert.equal(choose('some', asked)[0], '2.0 1.2 0.9');
    assert.equal(choose('some', { ...asked, limit: 2 })[0], '2.0 1.2');
  });

  test('a pin does not lift a limit that was asked for', () => {
    const twice = ['1.0+a', '1.0+b'];
    assert.equal(choose('some==1.0', {}, twice)[0], '1.0+b 1.0+a');
    assert.equal(choose('some==1.0', { limit: 1 }, twice)[0], '1.0+b');
  });

  test('an epoch is a major version of its own, a missing number is 0', () => {
    const releases = ['1', '1.0.1', '1.1', '1!1.0', '1!1.1'];
    assert.equal(choose('some', { latestPer: 'major' }, releases)[0], '1!1.1 1.1');
    assert.equal(choose('some', { latestPer: 'minor' }, releases)[0], '1!1.1 1!1.0 1.1 1.0.1');
  });

  test('how many there were to choose from is counted before the limit and the newest of each', () => {
    assert.deepEqual(choose('some', { limit: 1 }), ['2.1', 6]);
    assert.deepEqual(choose('some', { latestPer: 'major' }), ['2.1 1.2 0.9', 6]);
    assert.deepEqual(choose('some', { exclude: '<1', limit: 1 }), ['2.1', 5]);
  });
});

suite('nothing is left', () => {
  const refused: readonly (readonly [
    what: string,
    text: string,
    asked: Asked,
    releases: readonly string[] | undefined,
    failure: { readonly message: string; readonly hint?: string },
  ])[] = [
    [
      'of a project without files',
      'some>1',
      {},
      [],
      { message: 'Expected `some` to have a release, found no usable file on the index' },
    ],
    [
      'by specifier and --versions',
      'some>2.5',
      { versions: '<3' },
      ['1.0', '2.0', '2.1'],
      {
        message: 'Expected a release of `some` that satisfies `>2.5` and `<3`, found none among 3',
        hint: 'the newest are 2.1, 2.0, 1.0; the oldest is 1.0',
      },
    ],
    [
      'of many releases only five are named',
      'some',
      { versions: '>=9' },
      undefined,
      {
        message: 'Expected a release of `some` that satisfies `>=9`, found none among 9',
        hint: 'the newest are 3.0rc2, 3.0rc1, 2.1, 2.0, 1.3; the oldest is 0.9',
      },
    ],
    [
      'but yanked ones, with the first reason',
      'some>1.2,<2',
      {},
      undefined,
      {
        message:
          'Expected a release of `some>1.2,<2` that is not yanked, found only yanked ones: 1.3',
        hint: 'pass `--yanked` or pin one with `==`; the maintainers wrote: broken',
      },
    ],
    [
      'but yanked ones without a reason',
      'some',
      {},
      ['1.0 ', '2.0 '],
      {
        message:
          'Expected a release of `some` that is not yanked, found only yanked ones: 2.0, 1.0',
        hint: 'pass `--yanked` or pin one with `==`',
      },
    ],
    [
      'but what is excluded',
      'some<2',
      { exclude: '>=0' },
      undefined,
      {
        message: 'Expected a release of `some` that `--exclude` leaves over',
        hint: 'it excludes all 4 releases that the request names',
      },
    ],
  ];
  for (const [what, text, asked, releases, failure] of refused) {
    test(what, async () => {
      assert.deepEqual(await failureOf(() => choose(text, asked, releases)), {
        code: 'no-such-version',
        ...failure,
      });
    });
  }
});
