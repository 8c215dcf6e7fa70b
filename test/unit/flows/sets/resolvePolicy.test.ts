import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildPolicy, resolvePolicy } from '../../../../src/flows/sets/resolvePolicy.ts';
import type { IndexOptions } from '../../../../src/options/indexOptions.ts';
import { indexOptions } from '../options.ts';

const moment = new Date('2024-05-02T00:00:00Z');

const policyOf = (given: Partial<IndexOptions>) =>
  resolvePolicy({ ...indexOptions, ...given }, { pre: false, strategy: undefined });

suite('resolvePolicy', () => {
  test('without options: the highest final releases, of whatever format and time', () => {
    assert.deepEqual(policyOf({}), {
      pre: false,
      onlyBinary: [],
      noBinary: [],
      excludeNewer: undefined,
      strategy: 'highest',
    });
  });

  test('each option has its place', () => {
    const policy = resolvePolicy(
      { ...indexOptions, onlyBinary: ['a'], noBinary: ['b'], excludeNewer: moment },
      { pre: true, strategy: 'lowest-direct' },
    );
    assert.deepEqual(policy, {
      pre: true,
      onlyBinary: ['a'],
      noBinary: ['b'],
      excludeNewer: moment,
      strategy: 'lowest-direct',
    });
  });

  const formats: readonly (readonly [given: readonly string[], read: 'all' | readonly string[]])[] =
    [
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
      [['a', ':all:'], 'all'],
      [[':all:', 'a'], 'all'],
      [[':all:', ':none:', 'a'], ['a']],
      [['a', ':none:'], []],
    ];
  for (const [given, read] of formats) {
    test(`names of formats are read as pip does: ${given.join(' ')}`, () => {
      const { onlyBinary, noBinary } = policyOf({ onlyBinary: given, noBinary: given });
      assert.deepEqual([onlyBinary, noBinary], [read, read]);
    });
  }
});

suite('buildPolicy', () => {
  test('builds take what their date admits, else what everything takes, and always the highest', () => {
    const general = { ...indexOptions, noBinary: ['a'], excludeNewer: moment };
    assert.deepEqual(buildPolicy(general), {
      pre: false,
      onlyBinary: [],
      noBinary: ['a'],
      excludeNewer: moment,
      strategy: 'highest',
    });
    const later = new Date('2025-01-02T00:00:00Z');
    assert.equal(buildPolicy({ ...general, buildExcludeNewer: later }).excludeNewer, later);
  });
});
