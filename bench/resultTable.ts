import type { Sample } from './measure.ts';
import { median } from './measure.ts';

/** What one contender did. */
export interface ContenderResult {
  readonly workload: string;
  readonly contender: string;
  readonly steps: string;
  /** Seconds: median, least and most of the rounds. */
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** Median of the seconds of processor time of all its processes. */
  readonly cpu: number;
  /** How often it started a Python; `undefined` where nothing can count them. */
  readonly pythons: number | undefined;
  /** Its time by that of spip with the same steps: the median of the ratios within each round. */
  readonly bySpip: number;
}

export interface Measured {
  readonly name: string;
  readonly steps: string;
  readonly samples: readonly Sample[];
  readonly pythons: number | undefined;
}

/** The results of one workload; `reference` is the contender that all are divided by. */
export function resultsOf(
  workload: string,
  measured: readonly Measured[],
  reference: string,
): readonly ContenderResult[] {
  const against = measured.find(({ name }) => name === reference)?.samples ?? [];
  return measured.map(({ name, steps, samples, pythons }) => {
    const walls = samples.map(({ wall }) => wall);
    return {
      workload,
      contender: name,
      steps,
      median: median(walls),
      least: Math.min(...walls),
      most: Math.max(...walls),
      cpu: median(samples.map(({ cpu }) => cpu)),
      pythons,
      bySpip: median(walls.map((wall, round) => wall / (against[round]?.wall ?? wall))),
    };
  });
}

const header = [
  '',
  'steps',
  'median',
  'spread',
  'CPU',
  'Pythons',
  'by spip',
  'spip takes',
] as const;

/** One block of rows for each workload. */
export function resultTable(
  results: readonly ContenderResult[],
  titles: ReadonlyMap<string, string>,
): string {
  const blocks = Map.groupBy(results, ({ workload }) => workload);
  return [...blocks]
    .map(([id, rows]) => `${id}: ${titles.get(id) ?? ''}\n${tableOf([header, ...rows.map(rowOf)])}`)
    .join('\n\n');
}

function rowOf(result: ContenderResult): readonly string[] {
  return [
    result.contender,
    result.steps,
    `${result.median.toFixed(2)} s`,
    `${result.least.toFixed(2)}-${result.most.toFixed(2)}`,
    `${result.cpu.toFixed(2)} s`,
    result.pythons === undefined ? '?' : String(result.pythons),
    `${result.bySpip.toFixed(2)}x`,
    `${(1 / result.bySpip).toFixed(2)}x`,
  ];
}

function tableOf(table: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table
    .map((row) =>
      row
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
