import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verdict } from '../../../src/model/verdict.ts';
import { skippedStep, stepResult } from '../../../src/testrun/stepResult.ts';
import { decidingStep, verdictOf } from '../../../src/testrun/verdictOf.ts';

const verdicts: Readonly<Record<string, Verdict>> = {
  infra: { state: 'infra', reason: 'internal' },
  blocked: { state: 'blocked', reason: 'install-failed' },
  limit: { state: 'limit', reason: 'timeout' },
  fail: { state: 'fail', reason: 'import-failed' },
  none: { state: 'no-tests', reason: 'none-collected' },
};

test('the worst step decides, in the order infra, blocked, limit, fail, no-tests', () => {
  const names = Object.keys(verdicts);
  for (const [index, name] of names.entries()) {
    const steps = names
      .slice(index)
      .toReversed()
      .map((each) => stepResult('custom', verdicts[each], {}));
    assert.deepEqual(verdictOf(steps), verdicts[name]);
  }
});

test('of two alike the earlier one decides; passed and skipped steps decide nothing', () => {
  const passed = stepResult('install', undefined, {});
  const first = stepResult('import', verdicts['fail'], {});
  const second = stepResult('custom', { state: 'fail', reason: 'tests-failed' }, {});
  assert.equal(decidingStep([passed, first, second]), first);
  assert.deepEqual(verdictOf([passed, skippedStep('custom', 'why')]), {
    state: 'pass',
    reason: 'clean',
  });
});
