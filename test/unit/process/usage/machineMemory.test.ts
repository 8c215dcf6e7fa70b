import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineMemory, memoryForCells } from '../../../../src/process/usage/machineMemory.ts';

const GB = 1_000_000_000;

const cases: readonly (readonly [what: string, free: number, machine: number, bytes: number])[] = [
  ['what is free, without a tenth', 20 * GB, 64 * GB, 18 * GB],
  ['no more than the control group may have', 60 * GB, 8 * GB, 7.2 * GB],
  ['on a small machine the reserve is no smaller', 2 * GB, 4 * GB, 1.5 * GB],
  ['where nothing is free', 0.4 * GB, 64 * GB, 0],
];

for (const [what, free, machine, bytes] of cases) {
  test(`memory for cells: ${what}`, () => {
    assert.equal(memoryForCells(free, machine), bytes);
  });
}

test('on this machine it is some of what there is', () => {
  assert.ok(memoryForCells() > 0);
  assert.ok(memoryForCells() < machineMemory());
});
