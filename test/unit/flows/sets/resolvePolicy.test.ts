import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildPolicy, resolvePolicy } from '../../../../src/flows/sets/resolvePolicy.ts';
import type { IndexOptions } from '../../../../src/model/options.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { indexOptions } from '../options.ts';

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
      { ...indexOptions, onlyBinary: ['a'], noBinary: ['b'], excludeNewer: '2024-05-01' },
      { pre: true, strategy: 'lowest-direct' },
    );
    assert.deepEqual(policy, {
      pre: true,
      onlyBinary: ['a'],
      noBinary: ['b'],
      excludeNewer: new Date('2024-05-02T00:00:00Z'),
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

  test('a malformed date names its option', async () => {
    assert.deepEqual(await failureOf(() => policyOf({ excludeNewer: 'yesterday' })), {
      code: 'usage',
      message:
        'Expected `--exclude-newer` to be a date such as `2024-05-01` or a timestamp with a zone such as `2024-05-01T12:00:00Z`, found `yesterday`',
    });
  });
});

suite('buildPolicy', () => {
  test('builds take what their date admits, else what everything takes, and always the highest', () => {
    const general = { ...indexOptions, noBinary: ['a'], excludeNewer: '2024-05-01T12:00:00Z' };
    assert.deepEqual(buildPolicy(general), {
      pre: false,
      onlyBinary: [],
      noBinary: ['a'],
      excludeNewer: new Date('2024-05-01T12:00:00Z'),
      strategy: 'highest',
    });
    const { excludeNewer } = buildPolicy({ ...general, buildExcludeNewer: '2025-01-01' });
    assert.deepEqual(excludeNewer, new Date('2025-01-02T00:00:00Z'));
  });

  test('a malformed date names its option', async () => {
    const policy = () => buildPolicy({ ...indexOptions, buildExcludeNewer: '2024-02-31' });
    assert.deepEqual(await failureOf(policy), {
      code: 'usage',
      message:
        'Expected `--build-exclude-newer` to be a date such as `2024-05-01` or a timestamp with a zone such as `2024-05-01T12:00:00Z`, found `2024-02-31`',
    });
  });
});
