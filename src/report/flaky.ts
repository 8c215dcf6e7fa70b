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
    cell.state === 'pass' && cell.reason !== 'older-environment' && failedAttempts(cell).length > 0
  );
}
