import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RunProfile } from '../../../../src/flows/run/runProfile.ts';
import { ownUsage } from '../../../../src/process/usage/ownUsage.ts';

test('tells what cells spent in each phase, and how much of the places was used', () => {
  let now = 1;
  const profile = new RunProfile(2, () => now);
  const at = (time: number, step: () => void): void => {
    now = time;
    step();
  };
  profile.planned();
  at(2, () => profile.phase('a', 'resolve'));
  at(3, () => profile.phase('a', 'test'));
  at(3, () => profile.phase('b', 'resolve'));
  at(4, () => profile.phase('b', 'test'));
  at(5, () => profile.end('a'));
  at(7, () => profile.phase('b', 'clean'));
  at(8, () => profile.end('b'));
  now = 10;
  const { phases, ...facts } = profile.facts(12);
  assert.deepEqual(phases, [
    { phase: 'resolve', seconds: 2, most: 1, cells: 2 },
    { phase: 'test', seconds: 5, most: 3, cells: 2 },
    { phase: 'clean', seconds: 1, most: 1, cells: 1 },
  ]);
  assert.deepEqual(
    [facts.plannedAfter, facts.firstTestAfter, facts.afterLastTest, facts.slotsBusy],
    [1, 3, 3, 5 / 8],
  );
  assert.equal(facts.counts.requests, 12);
});

test('a run in which nothing is tested has no first test', () => {
  const { firstTestAfter, slotsBusy, afterLastTest, phases } = new RunProfile(2).facts(0);
  assert.deepEqual(
    [firstTestAfter, slotsBusy, afterLastTest, phases],
    [undefined, undefined, undefined, []],
  );
});

test('what this process has used is at least what it was made to use', () => {
  const before = ownUsage();
  for (const until = performance.now() + 30; performance.now() < until;);
  const after = ownUsage();
  assert.ok(after.userSeconds > before.userSeconds);
  assert.ok(after.maxRssBytes > 10_000_000);
  if (before.io !== undefined) {
    assert.ok((after.io?.readBytes ?? 0) > before.io.readBytes);
  }
});
