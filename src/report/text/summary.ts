import type { Verbosity } from '../../model/verbosity.ts';
import type { CellRecord } from '../../model/record.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { openedText } from '../openedText.ts';
import { paint } from '../paint.ts';
import { reusedCount } from '../reused.ts';
import type { Look, RunReport } from '../runReport.ts';
import { countedAs, outcomeOf, outcomes, paintOf } from '../symbols.ts';

/** `16 cells: 16 pass in 1.20 s (8 jobs, sandbox bubblewrap)`, and what must be said about the run as a whole. */
export function summaryText(report: RunReport, look: Look, verbosity: Verbosity): string {
  const { cells, run } = report.record;
  const { bold, yellow, cyan } = paint(look);
  const jobs = run.jobs === 1 ? '1 job' : `${run.jobs} jobs`;
  const lines = [
    `${bold(`${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}:`)} ${countsText(cells, look)}` +
      ` in ${formatSeconds(run.seconds)} (${jobs}, sandbox ${run.sandbox})`,
  ];
  const reused = reusedCount(report.record);
  if (reused !== '') {
    lines.push(`${reused}${verbosity === 'quiet' ? '' : ': `--rerun all` runs them again'}`);
  }
  if (cells.every((cell) => cell.state === 'not-applicable')) {
    lines.push(
      `${yellow('warning:')} No cell applied: nothing was tested, so this is not a success`,
    );
  }
  if (run.sandbox === 'none') {
    lines.push(
      `${yellow('warning:')} No sandbox: the code under test could use the network and reach your files and processes`,
    );
  }
  const opened = openedText(run);
  if (opened !== '') {
    lines.push(`opened to cells: ${opened}`);
  }
  if (run.exit_status === null) {
    lines.push(`${yellow('warning:')} This run did not come to its end`);
  }
  const odd = cells.some((cell) => cell.reason !== 'clean' && cell.state !== 'not-applicable');
  if (odd && verbosity !== 'quiet') {
    lines.push(`${cyan('hint:')} \`spip show ${run.id} CELL\` shows all about one cell`);
  }
  return `${lines.join('\n')}\n`;
}

/** `12 pass, 3 fail, 1 not applicable`. */
export function countsText(
  cells: readonly Pick<CellRecord, 'state' | 'reason'>[],
  look: Pick<Look, 'color'>,
): string {
  const counts = Map.groupBy(cells, outcomeOf);
  return outcomes
    .flatMap((outcome) => {
      const count = counts.get(outcome)?.length ?? 0;
      return count === 0 ? [] : [paintOf(outcome, look)(`${count} ${countedAs(outcome)}`)];
    })
    .join(', ');
}
