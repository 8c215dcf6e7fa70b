import type { AttemptRecord, CellRecord } from '../model/record.ts';

/** Earlier attempts of a cell that did not pass. */
export function failedAttempts({
  attempts,
}: Pick<CellRecord, 'attempts'>): readonly AttemptRecord[] {
  return attempts.filter(({ state }) => state !== 'pass' && state !== 'cancelled');
}

/** Whether a cell passed only after an attempt that did not, in the same environment. */
export function isFlaky(cell: Pick<CellRecord, 'state' | 'reason' | 'attempts'>): boolean {
  return (
    cell.state === 'pass' &&
    cell.reason !== 'older-environment' &&
    cell.reason !== 'repaired' &&
    failedAttempts(cell).length > 0
  );
}

/** Stands behind the sign of a cell that came to something else in other runs. */
export const flippedMark = '~';

/** Whether other runs came to something else under the very same conditions. */
export function hasFlipped({ notes }: Pick<CellRecord, 'notes'>): boolean {
  return notes.some(({ code }) => code === 'flaky-before');
}
