import type { Sample } from './measure.ts';
import { median } from './measure.ts';

const header = ['', 'median', 'minimum', 'CPU', 'against spip'] as const;

/** One row per loop: seconds, and the median over the rounds of its time divided by that of the first loop. */
export function resultTable(samples: ReadonlyMap<string, readonly Sample[]>): string {
  const [reference = []] = samples.values();
  const rows = [...samples].map(([name, own]) => {
    const walls = own.map(({ wall }) => wall);
    const ratios = walls.map((wall, round) => wall / (reference[round]?.wall ?? wall));
    return [
      name,
      `${median(walls).toFixed(2)} s`,
      `${Math.min(...walls).toFixed(2)} s`,
      `${median(own.map(({ cpu }) => cpu)).toFixed(2)} s`,
      `${median(ratios).toFixed(2)}x`,
    ];
  });
  const table = [header, ...rows];
  const widths = header.map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}
