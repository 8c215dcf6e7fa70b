import type { Verbosity } from '../../model/verbosity.ts';
import type { CellRecord } from '../../model/record.ts';
import { wrapWords } from '../displayWidth.ts';
import { gridText } from './grid.ts';
import { legendText } from './legend.ts';
import { notesText } from './notes.ts';
import { packagesTable } from './packagesTable.ts';
import { paint } from '../paint.ts';
import { reasonsText } from './reasons.ts';
import type { Look, RunReport } from '../runReport.ts';
import { compareColumns } from '../runReport.ts';
import { summaryText } from './summary.ts';
import { isSingleColumn, tableText } from './table.ts';

/** What is printed at the end of a run: grid or table, reasons, notes, and the line that counts. */
export function runText(report: RunReport, look: Look, verbosity: Verbosity): string {
  const { cells } = report.record;
  const single = isSingleColumn(report);
  const quiet = verbosity === 'quiet';
  const parts = [
    single ? '' : pythonsText(cells, look),
    toolsText(cells, look),
    single ? '' : packagesTable(report, look),
    single ? tableText(report, look) : gridText(report, look),
    legendText(cells, look),
    quiet ? '' : reasonsText(report, look),
    quiet ? '' : notesText(cells, look, verbosity),
    summaryText(report, look, verbosity),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** The interpreters with their full versions: `On CPython 3.8.18, 3.12.1, 3.13.0t; PyPy 3.10.13`. */
function pythonsText(cells: readonly CellRecord[], look: Look): string {
  const pythons = new Map(
    cells.map((cell) => [`${cell.python} ${cell.interpreter.version}`, cell] as const),
  );
  const sorted = [...pythons.values()].toSorted((a, b) => compareColumns(a.python, b.python));
  const families = Map.groupBy(sorted, (cell) =>
    cell.interpreter.implementation === 'pypy' ? 'PyPy' : 'CPython',
  );
  const text = [...families]
    .map(([family, members]) => `${family} ${members.map(fullVersion).join(', ')}`)
    .join('; ');
  return wrapWords(`On ${text}`.split(' '), look.columns())
    .map((line) => `${paint(look).dim(line)}\n`)
    .join('');
}

/** `With pytest, pytest-mock`: what every cell has besides. */
function toolsText(cells: readonly CellRecord[], look: Look): string {
  const tools = [...new Set(cells.flatMap((cell) => cell.tools))];
  return tools.length === 0
    ? ''
    : wrapWords(`With ${tools.join(', ')}`.split(' '), look.columns())
        .map((line) => `${paint(look).dim(line)}\n`)
        .join('');
}

function fullVersion(cell: CellRecord): string {
  return cell.interpreter.version + (cell.python.endsWith('t') ? 't' : '');
}
