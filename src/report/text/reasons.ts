import { join } from 'node:path';
import type { Cause } from '../causes.ts';
import { causesOf, decisiveLog } from '../causes.ts';
import { wrapWords } from '../displayWidth.ts';
import { paint } from '../paint.ts';
import { plainText } from '../plainText.ts';
import type { Look, RunReport } from '../runReport.ts';
import { outcomeOf, paintOf, symbolOf } from '../symbols.ts';
import { whichCells } from '../whichCells.ts';

// Lines of one message; the log and `spip show` hold the rest.
const mostLines = 25;

/** Why cells are not clean passes: one account for each cause. */
export function reasonsText(report: RunReport, look: Look): string {
  return causesOf(report.record.cells)
    .map((cause) => causeText(cause, report, look))
    .join('\n');
}

function causeText({ first, cells, same }: Cause, report: RunReport, look: Look): string {
  const { cyan, dim } = paint(look);
  const outcome = outcomeOf(first);
  const who = wrapWords(
    whichCells(cells, report.record.cells).split(' '),
    Math.max(40, look.columns() - 4),
  );
  const head = `${paintOf(outcome, look)(`${symbolOf(outcome, look)} ${first.reason}`)}`;
  const lines = [head, ...who.map((line) => `  ${line}`), ...messageLines(first.message)];
  if (first.hint !== null) {
    lines.push(`    ${cyan('hint:')} ${plainText(first.hint).replaceAll('\n', '\n    ')}`);
  }
  const log = decisiveLog(first);
  const whose = dim(`(of ${first.id}; the others have their own)`);
  if (log !== undefined) {
    const more = cells.length > 1 ? `  ${whose}` : '';
    lines.push(`    ${cyan('log:')} ${join(report.folder, log)}${more}`);
  } else if (!same) {
    lines.push(`    ${dim(`(${first.id}; the others are alike)`)}`);
  }
  return `${lines.join('\n')}\n`;
}

function messageLines(message: string): readonly string[] {
  if (message === '') {
    return [];
  }
  const lines = plainText(message).split('\n');
  const shown = lines.slice(0, mostLines).map((line) => `    ${line}`.trimEnd());
  const left = lines.length - shown.length;
  return left === 0 ? shown : [...shown, `    ... ${left} more lines: \`spip show\` has them`];
}
