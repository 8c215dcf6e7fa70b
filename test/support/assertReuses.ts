import assert from 'node:assert/strict';
import type { IndexedRig } from './indexedRig.ts';
import { readRecord } from './indexedRig.ts';

/**
 * A command that was run again after a dead run: its record, `again`, has the verdicts that the dead one had `shown`,
 * a further run has all of them from before, and one that reuses nothing has the same.
 */
export async function assertReuses(
  { rig }: IndexedRig,
  {
    command,
    again,
    shown,
  }: {
    readonly command: readonly string[];
    readonly again: string;
    readonly shown: readonly string[];
  },
): Promise<void> {
  const second = await cellsOf(again);
  assert.deepEqual(
    shown.filter((cell) => second.get(cell)?.isReused !== true),
    [],
    'a verdict that was shown is lost',
  );
  const third = await cellsOf((await rig.run(command)).stdout);
  assert.ok([...third.values()].every(({ isReused }) => isReused));
  const fresh = await cellsOf((await rig.run([...command, '--no-result-cache'])).stdout);
  assert.ok([...fresh.values()].every(({ isReused }) => !isReused));
  assert.deepEqual(verdictsOf(third), verdictsOf(fresh));
  rig.assertNothingLeft();
}

interface Found {
  readonly verdict: string;
  readonly isReused: boolean;
}

async function cellsOf(record: string): Promise<ReadonlyMap<string, Found>> {
  const { cells } = await readRecord(record);
  return new Map(
    cells.map((cell) => [
      `${cell.package} ${cell.version}`,
      { verdict: `${cell.state}/${cell.reason}`, isReused: cell.reused !== null },
    ]),
  );
}

function verdictsOf(cells: ReadonlyMap<string, Found>): readonly string[] {
  return [...cells].map(([cell, { verdict }]) => `${cell}: ${verdict}`).toSorted();
}
