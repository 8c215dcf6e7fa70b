import type { Cell } from '../../model/cell.ts';
import type { CellResult } from '../../model/cellResult.ts';
import type { Verdict } from '../../model/verdict.ts';

/** The result of a cell that the plan alone decides. */
export function decidedResult(cell: Cell, verdict: Verdict, message: string): CellResult {
  return {
    cell,
    verdict,
    message,
    hint: undefined,
    seconds: 0,
    environment: undefined,
    packages: [],
    steps: [],
    notes: [],
  };
}
