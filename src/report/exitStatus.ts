import { failureCodes } from '../lib/failureCodes.ts';
import { isAbort } from '../lib/isAbort.ts';
import { SpipError } from '../lib/spipError.ts';
import type { StopSignalName } from '../model/context.ts';
import type { CellRecord, RunRecord } from '../model/record.ts';
import { compareCells } from './compareRuns.ts';
import type { Expectation } from './expectations.ts';
import { canBeExpected, expectationOf } from './expectations.ts';

/** What a run is held against, beside itself. */
export interface Standard {
  /** An earlier run: only what became worse since then counts. */
  readonly baseline: RunRecord | undefined;
  /** Failures that count as none. */
  readonly expectations: readonly Expectation[];
}

export const noStandard: Standard = { baseline: undefined, expectations: [] };

/**
 * The exit status of a run: 0 every applicable cell passed; 1 a cell failed, had no tests, was blocked or hit a limit,
 * or none applied; 3 the surroundings failed; 128 + number of the signal that ended it. Held against a baseline it is 1 only
 * where a cell became worse or none applied.
 */
export function exitStatus(
  cells: readonly CellRecord[],
  stopped: StopSignalName | undefined,
  { baseline, expectations }: Standard = noStandard,
): number {
  if (stopped !== undefined) {
    return exitStatusOfSignal(stopped);
  }
  const states = new Set(cells.map(({ state }) => state));
  if (states.has('infra')) {
    return 3;
  }
  const applied = cells.filter(({ state }) => state !== 'not-applicable');
  if (applied.length === 0) {
    return 1;
  }
  if (baseline !== undefined) {
    const compared = compareCells([baseline.cells, cells], expectations);
    return compared.some(({ change }) => change === 'regressed') ? 1 : 0;
  }
  const isGood = (cell: CellRecord): boolean =>
    cell.state === 'pass' ||
    (canBeExpected(cell) && expectationOf(cell, expectations) !== undefined);
  return applied.every(isGood) ? 0 : 1;
}

/** The exit status of a command that an error ended. */
export function exitStatusOfError(error: unknown): number {
  return error instanceof SpipError ? failureCodes[error.code].exitStatus : 3;
}

/** The exit status of a command that a signal stopped. */
export function exitStatusOfSignal(signal: StopSignalName): number {
  return 128 + signalNumbers[signal];
}

/** Whether a command ended because it was told to, and not because of a failure. */
export function isInterruption(error: unknown): boolean {
  return error instanceof SpipError ? error.code === 'interrupted' : isAbort(error);
}

const signalNumbers: Readonly<Record<StopSignalName, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGTERM: 15,
};
