import type { RunSummary } from '../../model/runSummary.ts';
import { alignColumns } from '../alignColumns.ts';
import { cutTo } from '../displayWidth.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { plainText } from '../plainText.ts';
import type { Look } from '../runReport.ts';
import type { Outcome } from '../symbols.ts';
import { countedAs, outcomes, paintOf } from '../symbols.ts';

/** Earlier runs, one line each. */
export function runsText(runs: readonly RunSummary[], look: Look): string {
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

function outcomesOf(run: RunSummary, look: Look): string {
  // Kinds of passes are not told apart here.
  const counts: Readonly<Partial<Record<Outcome, number>>> = run.counts;
  const { flakyBefore: flips } = run;
  const counted = outcomes.flatMap((outcome) => {
    const count = counts[outcome] ?? 0;
    return count === 0 ? [] : [paintOf(outcome, look)(`${count} ${countedAs(outcome)}`)];
  });
  return [...counted, ...(flips === 0 ? [] : [`${flips} flaky before`])].join(', ');
}
