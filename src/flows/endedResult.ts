import { relative } from 'node:path';
import type { Cell } from '../model/cell.ts';
import type { CellResult } from '../model/cellResult.ts';
import type { Note } from '../model/storedWheel.ts';
import type { Verdict } from '../model/verdict.ts';
import { failureOf } from './failureOf.ts';

/** The result of a cell that an error ended. */
export function failedResult(cell: Cell, error: unknown, runFolder: string): CellResult {
  const { verdict, message, hint, log } = failureOf(error);
  const notes: readonly Note[] =
    log === undefined
      ? []
      : [{ code: 'log', text: 'the whole log', paths: [relative(runFolder, log)] }];
  return { ...unstarted(cell), verdict, message, hint, notes };
}

/** The result of a cell that was stopped before it tested. */
export function cancelledResult(cell: Cell, reason: 'interrupted' | 'fail-fast'): CellResult {
  return {
    ...unstarted(cell),
    verdict: { state: 'cancelled', reason },
    message:
      reason === 'fail-fast'
        ? 'Not run: an earlier cell did not pass and `--fail-fast` was given'
        : 'Not run: interrupted',
  };
}

/** The result of a cell that the plan alone decides. */
export function decidedResult(cell: Cell, verdict: Verdict, message: string): CellResult {
  return { ...unstarted(cell), verdict, message };
}

function unstarted(cell: Cell): Omit<CellResult, 'verdict' | 'message'> {
  return {
    cell,
    hint: undefined,
    seconds: 0,
    environment: undefined,
    packages: [],
    steps: [],
    notes: [],
  };
}
