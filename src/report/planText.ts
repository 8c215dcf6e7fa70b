import type { Cell } from '../model/cell.ts';
import type { CellResult } from '../model/cellResult.ts';
import type { PackageSelection } from '../model/runEvent.ts';
import { wrapWords } from './displayWidth.ts';
import { paint } from './paint.ts';
import { cellRecord, plannedCellRecord } from './record.ts';
import type { Look } from './runReport.ts';
import { selectionText } from './selectionText.ts';
import { countsText } from './summary.ts';
import { whichCells } from './whichCells.ts';

export interface Plan {
  readonly selections: readonly PackageSelection[];
  readonly cells: readonly Cell[];
  /** Cells decided by the plan alone. */
  readonly decided: readonly CellResult[];
  readonly jobs: number;
  /** Limits by name, such as `step 600 s`. */
  readonly limits: readonly string[];
}

/** What `--dry-run` prints: which cells would run, how many, and under which limits. */
export function planText(plan: Plan, look: Look): string {
  const planned = plan.cells.map(plannedCellRecord);
  const decided = plan.decided.map(cellRecord);
  const all = [...planned, ...decided];
  const lines = plan.selections.flatMap((selection) => {
    const own = planned.filter((cell) => cell.package === selection.package);
    const words = own.length === 0 ? 'no cell' : whichCells(own, all);
    return [
      selectionText(selection, look),
      ...wrapWords(words.split(' '), look.columns() - 2).map((line) => `  ${line}`),
      '',
    ];
  });
  const others = decided.length === 0 ? '' : `; decided already: ${countsText(decided, look)}`;
  const cells = plan.cells.length === 1 ? '1 cell' : `${plan.cells.length} cells`;
  lines.push(
    `${paint(look).bold(`${cells} to run`)} on ${plan.jobs} ${plan.jobs === 1 ? 'job' : 'jobs'}${others}`,
    ...wrapWords(`Limits: ${plan.limits.join(', ')}`.split(' '), look.columns()),
    '',
  );
  return lines.join('\n');
}
