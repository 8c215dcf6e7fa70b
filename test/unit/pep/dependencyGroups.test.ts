import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { dependencyGroup } from '../../../src/pep/dependencyGroups.ts';

suite('dependency groups', () => {
  const sound = {
    Test: ['pytest>=8', { 'include-group': 'base_utils' }, 'coverage'],
    'base.utils': ['six'],
    all: [{ 'include-group': 'test' }, { 'include-group': 'base-utils' }],
    circle: [{ 'include-group': 'round' }],
    round: ['a', { 'include-group': 'circle' }],
  };
  const table = { ...sound, twice: [], Twice: [] };

  test('groups that include each other twice, and many of them, take no time', () => {
    const levels = (count: number, times: number): Record<string, unknown> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, level) => [
          `g${level}`,
          level === count - 1
            ? ['last']
            : Array.from({ length: times }, () => ({ 'include-group': `g${level + 1}` })),
        ]),
      );
    assert.deepEqual(dependencyGroup(levels(90, 3), 'g0'), ['last']);
    assert.throws(() => dependencyGroup(levels(50_000, 1), 'g0'), {
      message: 'Expected at most 100 dependency groups inside each other',
    });
  });

  test('included ones stand where they are included', () => {
    assert.deepEqual(dependencyGroup(sound, 'test'), ['pytest>=8', 'six', 'coverage']);
    assert.deepEqual(dependencyGroup(sound, 'ALL'), ['pytest>=8', 'six', 'coverage']);
  });

  const refused: readonly (readonly [
    table: Readonly<Record<string, unknown>>,
    name: string,
    message: RegExp,
  ])[] = [
    [sound, 'docs', /^Failed to find the dependency group `docs`$/],
    [sound, 'circle', /without a circle: circle -> round -> circle/],
    [table, 'test', /Expected one dependency group `twice`, found two spellings/],
    [{ a: 'six' }, 'a', /Expected the dependency group `a` to be a list/],
    [{ a: [{ path: '.' }] }, 'a', /Expected requirements and `{include-group/],
    [{ a: [1] }, 'a', /Expected requirements and/],
  ];
  for (const [groups, name, message] of refused) {
    test(`refuses: ${String(message)}`, () => {
      assert.throws(() => dependencyGroup(groups, name), { code: 'invalid-requirement', message });
    });
  }
});
