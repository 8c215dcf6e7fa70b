import type { CellState } from '../../model/verdict.ts';
import { alignColumns } from '../alignColumns.ts';
import { cutTo } from '../displayWidth.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { plainText } from '../plainText.ts';
import type { Look } from '../runReport.ts';
import type { Outcome } from '../symbols.ts';
import { countedAs, outcomes, paintOf } from '../symbols.ts';

/** A stored run, as the list needs it. */
export interface ListedRun {
  readonly id: string;
  readonly started: string;
  readonly seconds: number;
  readonly exitStatus: number | null;
  readonly requested: readonly string[];
  readonly cells: number;
  readonly counts: Readonly<Partial<Record<CellState, number>>>;
}

/** Earlier runs, one line each. */
export function runsText(runs: readonly ListedRun[], look: Look): string {
  if (runs.length === 0) {
    return 'No runs yet: `spip matrix` makes one\n';
  }
  const rows = runs.map((run) => [
    run.id,
    `${run.started.slice(0, 16).replace('T', ' ')} UTC`,
    run.exitStatus === null ? 'not ended' : formatSeconds(run.seconds),
    run.exitStatus === null ? '' : String(run.exitStatus),
    String(run.cells),
    outcomesOf(run, look),
    cutTo(plainText(run.requested.join(' ')), 40, look.unicode ? '…' : '...'),
  ]);
  return alignColumns(
    ['Run', 'Started', 'Time', 'Exit', 'Cells', 'Outcomes', 'Request'],
    rows,
    look,
  );
}

function outcomesOf(run: ListedRun, look: Look): string {
  // Kinds of passes are not told apart here.
  const counts: Readonly<Partial<Record<Outcome, number>>> = run.counts;
  return outcomes
    .flatMap((outcome) => {
      const count = counts[outcome] ?? 0;
      return count === 0 ? [] : [paintOf(outcome, look)(`${count} ${countedAs(outcome)}`)];
    })
    .join(', ');
}
