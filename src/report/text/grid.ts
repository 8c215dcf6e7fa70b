import type { CellRecord } from '../../model/record.ts';
import { displayWidth, padTo, widest } from '../displayWidth.ts';
import { flippedMark, hasFlipped } from '../flaky.ts';
import { paint } from '../paint.ts';
import { reusedMark } from '../reused.ts';
import type { Look, RunReport } from '../runReport.ts';
import { columnOf, compareColumns } from '../runReport.ts';
import { selectionText } from './selectionText.ts';
import { testsMark } from './testsText.ts';
import { outcomeOf, paintOf, symbolOf } from '../symbols.ts';

/** Releases x Pythons, one block per package, the newest release on top; as wide as the terminal, never wider. */
export function gridText(report: RunReport, look: Look): string {
  return report.selections
    .map((selection) => {
      const cells = report.record.cells.filter((cell) => cell.package === selection.package);
      return `${selectionText(selection, look)}\n\n${blockText(cells, look)}`;
    })
    .join('\n');
}

function blockText(cells: readonly CellRecord[], look: Look): string {
  const byPlace = new Map(cells.map((cell) => [placeKey(cell.version, columnOf(cell)), cell]));
  const versions = [...new Set(cells.map(({ version }) => version))];
  const rowWidth = widest(versions) + 2;
  const symbolWidth = widest(cells.map((cell) => symbolOf(outcomeOf(cell), look) + markOf(cell)));
  const columns = [...new Set(cells.map(columnOf))].toSorted(compareColumns).map((title) => ({
    title,
    width: Math.max(displayWidth(title), symbolWidth) + gap,
  }));
  return fittingChunks(columns, look.columns() - rowWidth - 2)
    .map((chunk) => {
      const heading = `  ${' '.repeat(rowWidth)}${chunk.map((column) => centred(column.title, column)).join('')}`;
      const rows = versions.map((version) => {
        const places = chunk.map(({ title, width }) =>
          placeText(byPlace.get(placeKey(version, title)), { width, title }, look),
        );
        return `  ${padTo(version, rowWidth)}${places.join('')}`.trimEnd();
      });
      return `${paint(look).bold(heading.trimEnd())}\n${rows.join('\n')}\n`;
    })
    .join('\n');
}

// Between columns.
const gap = 2;

interface Column {
  readonly title: string;
  readonly width: number;
}

/** The columns in groups that fit a width, so that no line is ever broken by the terminal. */
function fittingChunks(columns: readonly Column[], room: number): readonly (readonly Column[])[] {
  const chunks: Column[][] = [];
  let left = 0;
  for (const column of columns) {
    const last = chunks.at(-1);
    if (last === undefined || column.width - gap > left) {
      chunks.push([column]);
      left = room - column.width;
    } else {
      last.push(column);
      left -= column.width;
    }
  }
  return chunks;
}

function placeText(cell: CellRecord | undefined, column: Column, look: Look): string {
  if (cell === undefined) {
    return ' '.repeat(column.width);
  }
  const outcome = outcomeOf(cell);
  const mark = paintOf(outcome, look)(symbolOf(outcome, look));
  return centred(`${mark}${markOf(cell)}`, column);
}

function markOf(cell: CellRecord): string {
  return `${cell.reused === null ? '' : reusedMark}${hasFlipped(cell) ? flippedMark : ''}${testsMark(cell)}`;
}

function centred(text: string, { width }: Column): string {
  const before = Math.floor((width - gap - displayWidth(text)) / 2);
  return padTo(' '.repeat(Math.max(0, before)) + text, width);
}

function placeKey(version: string, column: string): string {
  return `${version} ${column}`;
}
