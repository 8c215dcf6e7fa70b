// P1: kill -9 at every point at which a run has begun something; the next command must not notice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { killAndRecover } from '../support/killAndRecover.ts';
import { killPoints } from '../support/killPoints.ts';

const seeds = Number(process.env['SPIP_NIGHTLY_SEEDS'] ?? 20);
const watchdog = { timeout: seeds * 60_000 };

test(`there are at least 12 points, and at least ${12 * 20} kills with 20 seeds`, () => {
  assert.ok(killPoints.length >= 12);
});

const cases = killPoints.flatMap((point) => [
  { point, reuses: false },
  { point, reuses: true },
]);

for (const { point, reuses } of cases) {
  const how = reuses ? ', verdicts reused' : '';
  test(`kill -9: ${point.name}, ${seeds} seeds${how}`, watchdog, async () => {
    for (let seed = 0; seed < seeds; seed += 1) {
      await killAndRecover(point, seed, { reuses }).catch((error: unknown) => {
        // Cleaning up after a failure fails too; the first one tells.
        const first: unknown = error instanceof SuppressedError ? error.suppressed : error;
        throw new Error(`seed ${seed}: ${inspect(first)}`);
      });
    }
  });
}
