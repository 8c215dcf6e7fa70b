import type { Interpreter } from './interpreter.ts';

/** One place in the grid: a release on an interpreter. */
export interface Cell {
  /** `colorama==0.4.6@3.11`, axes behind it as `;axis=value`. */
  readonly id: string;
  /** Short name of its folders: at most 8 characters, unique in the run. */
  readonly slug: string;
  /** Normalised name. */
  readonly package: string;
  /** The requirement as the user wrote it. */
  readonly requested: string;
  readonly extras: readonly string[];
  readonly version: string;
  readonly interpreter: Interpreter;
  readonly axes: Readonly<Record<string, string>>;
}

/** The identity of a cell within a run. */
export function cellId(cell: Pick<Cell, 'package' | 'version' | 'interpreter' | 'axes'>): string {
  const axes = Object.entries(cell.axes)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([axis, value]) => `;${axis}=${value}`)
    .join('');
  return `${cell.package}==${cell.version}@${cell.interpreter.python}${axes}`;
}
