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

  test('included ones stand where they are included', () => {
    assert.deepEqual(dependencyGroup(sound, 'test'), ['pytest>=8', 'six', 'coverage']);
    assert.deepEqual(dependencyGroup(sound, 'ALL'), ['pytest>=8', 'six', 'coverage', 'six']);
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
