import type { CellRecord } from '../../model/record.ts';
import {
  cellsOf,
  countChanges,
  changeGroups,
  changeWords,
  outcomesOfChange,
  packagesInWords,
} from '../changeGroups.ts';
import type { ChangeGroup } from '../changeGroups.ts';
import type { Change, Comparison } from '../compareRuns.ts';
import { countOf } from '../countOf.ts';
import { wrapWords } from '../displayWidth.ts';
import { paint } from '../paint.ts';
import type { Palette } from '../paint.ts';
import { plainLine, plainText } from '../plainText.ts';
import type { Look } from '../runReport.ts';
import { whichCells } from '../whichCells.ts';

/** What became of the cells of one run in another: the worst first, each account once. */
export function compareText(comparison: Comparison, look: Look): string {
  const { from, to } = comparison;
  const head = `${paint(look).bold('Compared')} ${runName(from)} with ${runName(to)}\n`;
  const all = cellsOf(comparison);
  const groups = changeGroups(comparison).map((group) => groupText(group, all, look));
  return [head, ...groups, expectationsText(comparison, look), countsText(comparison, look)]
    .filter((part) => part !== '')
    .join('\n');
}

function runName({ run }: Comparison['from']): string {
  return `${plainLine(run.id)} (${plainLine(run.started.slice(0, 16).replace('T', ' '))} UTC)`;
}

const colors: Readonly<Record<Change, keyof Palette>> = {
  regressed: 'red',
  'other-cause': 'red',
  new: 'cyan',
  'flaky-before': 'yellow',
  'not-comparable': 'magenta',
  fixed: 'green',
  gone: 'dim',
  moved: 'cyan',
  expected: 'dim',
  same: 'dim',
};

function groupText(group: ChangeGroup, all: readonly CellRecord[], look: Look): string {
  const { change, first, packages } = group;
  const painted = paint(look);
  const title = painted[colors[change]](changeWords[change]);
  const room = Math.max(40, look.columns() - 4);
  const who = wrapWords(plainLine(whichCells(group.cells, all)).split(' '), room);
  const lines = [`${title}  ${outcomesOfChange(first)}`, ...who.map((line) => `  ${line}`)];
  if (first.expected !== null) {
    lines.push(`    ${painted.dim(plainLine(first.expected))}`);
  } else if (tellsWhy(change)) {
    lines.push(...messageLines(first.after?.message ?? ''));
  }
  if (packages.length > 0) {
    const words = plainLine(packagesInWords(packages)).split(' ');
    lines.push(...wrapWords(['packages:', ...words], room - 2).map((line) => `    ${line}`));
  }
  return `${lines.join('\n')}\n`;
}

function tellsWhy(change: Change): boolean {
  return change !== 'fixed' && change !== 'gone' && change !== 'moved';
}

// The record has the rest.
const mostLines = 8;

function messageLines(message: string): readonly string[] {
  const lines = message === '' ? [] : plainText(message).split('\n');
  const shown = lines.slice(0, mostLines).map((line) => `    ${line}`.trimEnd());
  const left = lines.length - shown.length;
  return left === 0 ? shown : [...shown, `    ... ${left} more lines`];
}

/** What `--expect` says and is not so. */
export function expectationsText(
  { passed, unused }: Pick<Comparison, 'passed' | 'unused'>,
  look: Look,
): string {
  const note = paint(look).yellow('note:');
  return [
    ...passed.map(
      ({ expectation, cells }) =>
        `${note} expected to fail, and passes: ${plainLine(whichCells(cells, cells))} (\`${plainLine(expectation.pattern)}\`: ${plainLine(expectation.reason)})\n`,
    ),
    ...unused.map(({ pattern }) => `${note} no cell is \`${plainLine(pattern)}\`\n`),
  ].join('');
}

/** `16 cells: 1 regressed, 15 the same`. */
function countsText(comparison: Comparison, look: Look): string {
  const counts = countChanges(comparison).map(([change, count]) =>
    paint(look)[colors[change]](`${count} ${changeWords[change]}`),
  );
  const head = paint(look).bold(`${countOf(comparison.cells.length, 'cell')}:`);
  return `${head} ${counts.join(', ')}\n`;
}
