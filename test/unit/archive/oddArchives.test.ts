import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runPolicy } from '../../../scripts/conformance/policy.ts';

test('archives that are not as they should be are taken or refused as docs/inputs.md says', async () => {
  const { passed, lines } = await runPolicy();
  assert.deepEqual(lines, []);
  assert.ok(passed > 250, `${passed} rows`);
});
