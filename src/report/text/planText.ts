import type { CellHead } from '../../model/record.ts';
import type { CellEnd } from '../../model/runEvent.ts';
import type { PackageSelection } from '../../model/runInfo.ts';
import { wrapWords } from '../displayWidth.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { paint } from '../paint.ts';
import type { Look } from '../runReport.ts';
import { selectionText } from './selectionText.ts';
import { countsText } from './summary.ts';
import { whichCells } from '../whichCells.ts';

export interface Plan {
  readonly selections: readonly PackageSelection[];
  readonly cells: readonly CellHead[];
  /** Outcomes that the plan alone decides, by the cell's id. */
  readonly decided: readonly CellEnd[];
  readonly jobs: number;
  /** How long it may take, by earlier runs. */
  readonly expected: { readonly seconds: number; readonly known: number } | undefined;
  /** Limits by name, such as `step 600 s`. */
  readonly limits: readonly string[];
}

/** What `--dry-run` prints: which cells would run, how many, and under which limits. */
export function planText(plan: Plan, look: Look): string {
  const decided = new Set(plan.decided.map(({ cell }) => cell));
  const planned = plan.cells.filter(({ id }) => !decided.has(id));
  const lines = plan.selections.flatMap((selection) => {
    const own = planned.filter((cell) => cell.package === selection.package);
    const words = own.length === 0 ? 'no cell' : whichCells(own, plan.cells);
    return [
      selectionText(selection, look),
      ...wrapWords(words.split(' '), look.columns() - 2).map((line) => `  ${line}`),
      '',
    ];
  });
  const outcomes = plan.decided.map(({ outcome }) => outcome);
  const others = decided.size === 0 ? '' : `; decided already: ${countsText(outcomes, look)}`;
  const cells = planned.length === 1 ? '1 cell' : `${planned.length} cells`;
  lines.push(
    `${paint(look).bold(`${cells} to run`)} on ${plan.jobs} ${plan.jobs === 1 ? 'job' : 'jobs'}${others}`,
    ...(plan.expected === undefined
      ? []
      : [
          `About ${formatSeconds(plan.expected.seconds)}, by earlier runs of ${plan.expected.known} of them`,
        ]),
    ...wrapWords(`Limits: ${plan.limits.join(', ')}`.split(' '), look.columns()),
    '',
  );
  return lines.join('\n');
}
