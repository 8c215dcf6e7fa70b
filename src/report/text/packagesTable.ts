import type { CellRecord } from '../../model/record.ts';
import { alignColumns } from '../alignColumns.ts';
import { widest } from '../displayWidth.ts';
import type { Look, RunReport } from '../runReport.ts';
import { compareColumns } from '../runReport.ts';
import { outcomeOf, paintOf, symbolOf } from '../symbols.ts';
import type { Outcome } from '../symbols.ts';

/** Fewer packages are seen at one glance anyway. */
const fewPackages = 3;

/** Worst first. */
const severity: readonly Outcome[] = [
  'fail',
  'limit',
  'blocked',
  'infra',
  'no-tests',
  'cancelled',
  'flaky',
  'older-environment',
  'repaired',
  'pass',
  'not-applicable',
];

/**
 * Packages x Pythons, before their own grids: the worst outcome of each package on each Python, and how many of its cells
 * that applied there passed. '' for a few packages.
 */
export function packagesTable({ selections, record }: RunReport, look: Look): string {
  if (selections.length <= fewPackages) {
    return '';
  }
  const byPackage = Map.groupBy(record.cells, (cell) => cell.package);
  const pythons = [...new Set(record.cells.map(({ python }) => python))].toSorted(compareColumns);
  const names = selections.map((selection) => selection.package);
  const width = Math.max(1, Math.floor((look.columns() - widest(names)) / columnWidth));
  const chunks = Array.from({ length: Math.ceil(pythons.length / width) }, (_, index) =>
    pythons.slice(index * width, (index + 1) * width),
  );
  return chunks
    .map((chunk) => {
      const rows = names.map((name) => {
        const byPython = Map.groupBy(byPackage.get(name) ?? [], ({ python }) => python);
        return [name, ...chunk.map((python) => placeText(byPython.get(python) ?? [], look))];
      });
      return alignColumns(['', ...chunk], rows, look);
    })
    .join('\n');
}

/** A sign, two counts and the room between. */
const columnWidth = 11;

function placeText(cells: readonly CellRecord[], look: Look): string {
  const found = new Set(cells.map(outcomeOf));
  const worst = severity.find((outcome) => found.has(outcome));
  if (worst === undefined) {
    return '';
  }
  const applied = cells.filter(({ state }) => state !== 'not-applicable');
  const passed = applied.filter(({ state }) => state === 'pass').length;
  const counts =
    applied.length === 0
      ? ''
      : passed === applied.length
        ? ` ${passed}`
        : ` ${passed}/${applied.length}`;
  return `${paintOf(worst, look)(symbolOf(worst, look))}${counts}`;
}
