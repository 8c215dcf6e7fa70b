import type { Pane } from '../model/context.ts';
import type { CellHead, StoredRun } from '../model/record.ts';

/** All that the reports of a finished run need; a stored run gives the same. */
export type RunReport = StoredRun;

/** How a pane looks while a text is laid out. */
export type Look = Pick<Pane, 'color' | 'unicode' | 'columns'>;

/** The name of a cell's column: its Python and the values of its axes. */
export function columnOf(cell: Pick<CellHead, 'python' | 'axes'>): string {
  return [cell.python, ...axesOf(cell)].join(' ');
}

/** `axis=value`, sorted. */
export function axesOf(cell: Pick<CellHead, 'axes'>): readonly string[] {
  return Object.entries(cell.axes)
    .map(([axis, value]) => `${axis}=${value}`)
    .toSorted();
}

/** Columns from old to new: CPython first, free-threaded builds behind their like, then PyPy. */
export function compareColumns(a: string, b: string): number {
  const [left, right] = [columnKey(a), columnKey(b)];
  for (const [index, value] of left.entries()) {
    const difference = value - (right[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  const [one, other] = [byNumbers(a), byNumbers(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Of one Python by their axes: 1.3 before 1.26, and a version before a range. */
function byNumbers(column: string): string {
  return column.replaceAll(/\d+/g, (digits) => digits.padStart(20, '0'));
}

function columnKey(column: string): readonly number[] {
  const match = /^(pypy)?(\d+)(?:\.(\d+))?(t)?/.exec(column);
  return match === null
    ? [2, 0, 0, 0]
    : [
        match[1] === undefined ? 0 : 1,
        Number(match[2]),
        Number(match[3] ?? 0),
        match[4] === undefined ? 0 : 1,
      ];
}
