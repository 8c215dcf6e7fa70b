import type { CellHead } from '../model/record.ts';
import type { RunEvent } from '../model/runEvent.ts';

/** A fold over the events of a run. */
export interface Reporter {
  on(event: RunEvent): void;
  /** Called once, on every way out; settles when nothing is left to write. */
  close(): Promise<void>;
}

/** The name of a cell for people: `colorama 0.4.6 on 3.11`. */
export function cellName(cell: Pick<CellHead, 'package' | 'version' | 'python' | 'axes'>): string {
  const axes = Object.entries(cell.axes)
    .map(([axis, value]) => ` ${axis}=${value}`)
    .toSorted()
    .join('');
  return `${cell.package} ${cell.version} on ${cell.python}${axes}`;
}
