import type { CellRecord, ReusedFrom, RunRecord } from '../model/record.ts';

/** Stands behind the sign of a cell that has the verdict of an earlier run. */
export const reusedMark = '=';

/** `3 min old`: a verdict in the run that reuses it. */
export function reusedAge({ decided }: ReusedFrom, started: string): string {
  return `${ageText(ageOf(decided, started))} old`;
}

/** `16 cells are as earlier runs found them, 3 min to 2 d ago`; '' where all of them ran. */
export function reusedCount({ cells, run }: Pick<RunRecord, 'cells' | 'run'>): string {
  const ages = cells.flatMap(({ reused }: CellRecord) =>
    reused === null ? [] : [ageOf(reused.decided, run.started)],
  );
  const [youngest = 0, oldest = 0] = [Math.min(...ages), Math.max(...ages)].map(ageText);
  const age = youngest === oldest ? youngest : `${youngest} to ${oldest}`;
  const many = `${ages.length === cells.length ? 'All' : ages.length} cells are as earlier runs`;
  const who = ages.length === 1 ? '1 cell is as an earlier run' : many;
  return ages.length === 0 ? '' : `${who} found ${ages.length === 1 ? 'it' : 'them'}, ${age} ago`;
}

/** In seconds; a clock that was set back does not make it less than none. */
function ageOf(decided: string, started: string): number {
  return Math.max(0, (Date.parse(started) - Date.parse(decided)) / 1000);
}

/** As rough as anybody wants it: `12 s`, `3 min`, `5 h`, `2 d`. */
function ageText(seconds: number): string {
  const [size, unit] = units.find(([from]) => seconds >= from) ?? [1, 's'];
  return `${Math.floor(seconds / size)} ${unit}`;
}

const units: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
];
