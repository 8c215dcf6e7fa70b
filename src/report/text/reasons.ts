import { join } from 'node:path';
import type { CellRecord } from '../../model/record.ts';
import { alikeMessage } from './alikeMessage.ts';
import { wrapWords } from '../displayWidth.ts';
import { paint } from '../paint.ts';
import { plainText } from '../plainText.ts';
import type { Look, RunReport } from '../runReport.ts';
import type { Outcome } from '../symbols.ts';
import { outcomeOf, outcomes, paintOf, symbolOf } from '../symbols.ts';
import { whichCells } from './whichCells.ts';

// Lines of one message; the log and `spip show` hold the rest.
const mostLines = 25;

/** Why cells are not clean passes: cells with the same reason, and messages that are alike, stand together, the worst first. */
export function reasonsText(report: RunReport, look: Look): string {
  const { cells } = report.record;
  const groups = Map.groupBy(
    cells.filter((cell) => cell.reason !== 'clean'),
    alikeMessage,
  );
  return [...groups.values()]
    .toSorted((a, b) => rank(a) - rank(b))
    .map((group) => groupText(group, report, look))
    .join('\n');
}

const worstFirst: readonly Outcome[] = [
  'infra',
  'fail',
  'blocked',
  'limit',
  'no-tests',
  'cancelled',
  'not-applicable',
];

function rank(group: readonly CellRecord[]): number {
  const [first] = group;
  return first === undefined ? outcomes.length : worstFirst.indexOf(outcomeOf(first));
}

function groupText(group: readonly CellRecord[], report: RunReport, look: Look): string {
  const [first] = group;
  if (first === undefined) {
    return '';
  }
  const { cyan, dim } = paint(look);
  const outcome = outcomeOf(first);
  const who = wrapWords(
    whichCells(group, report.record.cells).split(' '),
    Math.max(40, look.columns() - 4),
  );
  const head = `${paintOf(outcome, look)(`${symbolOf(outcome, look)} ${first.reason}`)}`;
  const lines = [head, ...who.map((line) => `  ${line}`), ...messageLines(first.message)];
  if (first.hint !== null) {
    lines.push(`    ${cyan('hint:')} ${plainText(first.hint).replaceAll('\n', '\n    ')}`);
  }
  const log = logOf(first);
  const whose = dim(`(of ${first.id}; the others have their own)`);
  if (log !== undefined) {
    const more = group.length > 1 ? `  ${whose}` : '';
    lines.push(`    ${cyan('log:')} ${join(report.folder, log)}${more}`);
  } else if (group.some(({ message, hint }) => message !== first.message || hint !== first.hint)) {
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

/** The log of the step that decided. */
function logOf(cell: CellRecord): string | undefined {
  const decisive = cell.steps.find((step) => step.reason === cell.reason);
  return decisive?.log ?? undefined;
}
