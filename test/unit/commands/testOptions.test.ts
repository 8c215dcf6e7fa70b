import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellGroups, runGroups } from '../../../src/commands/sharedGroups.ts';
import { keysOf } from '../../../src/lib/keysOf.ts';
import { reportDetails, reportOptions } from '../../../src/options/reportOptions.ts';
import { sharedTestKeys } from '../../../src/options/testOptions.ts';

test('`spip test` hands on every option of runs that it offers', () => {
  const handed = new Set<string>([
    ...sharedTestKeys,
    ...keysOf(reportOptions),
    ...keysOf(reportDetails),
  ]);
  const offered = [...cellGroups, ...runGroups].flatMap(
    ({ options }): readonly string[] => options,
  );
  assert.deepEqual(
    offered.filter((key) => !handed.has(key)),
    [],
  );
});
