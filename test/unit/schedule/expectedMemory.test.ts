import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepRequest } from '../../../src/model/cellJob.ts';
import { ExpectedMemory, guessedBytes } from '../../../src/schedule/expectedMemory.ts';

const MB = 1_000_000;
const limits = { memoryBytes: 8000 * MB };

const install: StepRequest = { name: 'install' };
const imports: StepRequest = { name: 'import' };
const own: StepRequest = { name: 'own', tests: { from: null, with: [], tried: [] } as never };
const checkout: StepRequest = { name: 'checkout', tests: {} as never };
const custom: StepRequest = { name: 'custom', test: {} as never };

const memory = new ExpectedMemory([
  { package: 'numpy', step: 'import', bytes: 40 * MB },
  { package: 'numpy', step: 'own', bytes: 900 * MB },
  { package: 'six', step: 'import', bytes: 20 * MB },
]);

const cases: readonly (readonly [
  what: string,
  underTest: string,
  steps: readonly StepRequest[],
  bytes: number,
])[] = [
  ['what was seen', 'six', [install, imports], 20 * MB],
  ['the largest step', 'numpy', [install, imports, own], 900 * MB],
  ['tests of a checkout stand in records as own ones', 'numpy', [checkout], 900 * MB],
  ['a guess where a step is not known', 'six', [install, imports, custom], guessedBytes],
  ['what is known where that is more than the guess', 'numpy', [own, custom], 900 * MB],
  ['a guess where the package is not known', 'attrs', [install, imports], guessedBytes],
  ['nothing where nothing runs', 'attrs', [install], 0],
];

for (const [what, underTest, steps, bytes] of cases) {
  test(`expected memory: ${what}`, () => {
    assert.equal(memory.of({ underTest, steps, limits }), bytes);
  });
}

test('no cell is expected to take more than its limit', () => {
  const tight = { memoryBytes: 100 * MB };
  assert.equal(memory.of({ underTest: 'numpy', steps: [own], limits: tight }), 100 * MB);
  assert.equal(memory.of({ underTest: 'attrs', steps: [own], limits: tight }), 100 * MB);
});

test('what is learnt holds from then on, the highest of all', () => {
  const learning = new ExpectedMemory([]);
  const expected = (): number =>
    learning.of({ underTest: 'six', steps: [install, imports], limits });
  const seen: number[] = [expected()];
  for (const bytes of [20, 700, 30]) {
    learning.learn({ package: 'six', step: 'import', bytes: bytes * MB });
    seen.push(expected());
  }
  assert.deepEqual(seen, [guessedBytes, 20 * MB, 700 * MB, 700 * MB]);
});
