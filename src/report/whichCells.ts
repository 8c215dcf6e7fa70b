import type { CellHead } from '../model/record.ts';
import { columnOf, compareColumns } from './runReport.ts';

const mostNamed = 6;

/**
 * Cells in words: `colorama 0.4.5, 0.4.4 on 3.12, 3.13; six 1.16.0 on 3.8`. A long row of neighbours is written by its
 * ends and its count; nothing is left out silently.
 */
export function whichCells(cells: readonly CellHead[], all: readonly CellHead[]): string {
  const byPackage = groupBy(cells, (cell) => cell.package);
  return [...byPackage]
    .map(([name, own]) => packageText(name, own, () => versionsOf(name, all)))
    .join('; ');
}

function packageText(name: string, cells: readonly CellHead[], order: Order): string {
  const columnsByVersion = groupBy(cells, (cell) => cell.version);
  const byColumns = groupBy([...columnsByVersion], ([, own]) =>
    own.map(columnOf).toSorted(compareColumns).join(', '),
  );
  const parts = [...byColumns].map(([columns, versions]) => {
    const names = versions.map(([version]) => version);
    return `${versionsText(names, order)} on ${columns}`;
  });
  return `${name} ${parts.join('; ')}`;
}

function versionsText(versions: readonly string[], order: Order): string {
  const [first = ''] = versions;
  const last = versions.at(-1) ?? '';
  return versions.length > mostNamed && areNeighbours(versions, order())
    ? `${first} to ${last} (${versions.length} releases)`
    : versions.join(', ');
}

/** All releases of the package, asked for only where many are named. */
type Order = () => readonly string[];

function areNeighbours(versions: readonly string[], order: readonly string[]): boolean {
  const [first = '', last = ''] = [versions[0], versions.at(-1)];
  return order.indexOf(last) - order.indexOf(first) + 1 === versions.length;
}

function versionsOf(name: string, all: readonly CellHead[]): readonly string[] {
  const known = releases.get(all) ?? releasesOf(all);
  releases.set(all, known);
  return known.get(name) ?? [];
}

/** By package; asked for each of many groups of the same cells. */
const releases = new WeakMap<readonly CellHead[], ReadonlyMap<string, readonly string[]>>();

function releasesOf(all: readonly CellHead[]): ReadonlyMap<string, readonly string[]> {
  const byPackage = [...groupBy(all, (cell) => cell.package)];
  return new Map(
    byPackage.map(([name, own]) => [name, [...new Set(own.map(({ version }) => version))]]),
  );
}

function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, readonly T[]> {
  return Map.groupBy(values, key);
}
