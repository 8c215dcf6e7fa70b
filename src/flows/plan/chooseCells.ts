import type { CellHead } from '../../model/record.ts';
import { valuesOf } from './excludedCells.ts';

/** Which cells of a grid are worth the most, and how much of it they stand for. */
export interface ChosenCells {
  /** Their ids. */
  readonly ids: ReadonlySet<string>;
  /** Pairs of axis values that are there in any cell, and in the chosen ones. */
  readonly pairs: number;
  readonly covered: number;
}

export interface CellWishes {
  /** Only so many that every pair is there. */
  readonly pairwise: boolean;
  /** At most so many. */
  readonly budget: number | undefined;
}

/**
 * Chooses among cells that can run: what is excluded is not among them, and its pairs count only where another cell has
 * them. First those at the ends of every axis, then whichever brings most pairs that are not there yet, in the order of
 * the grid.
 */
export function chooseCells(
  cells: readonly CellHead[],
  { pairwise, budget = cells.length }: CellWishes,
): ChosenCells {
  const pairsOf = new Map(cells.map((cell) => [cell, pairsIn(cell)]));
  const all = new Set([...pairsOf.values()].flat());
  const covered = new Set<string>();
  const ids = new Set<string>();
  const take = (cell: CellHead): void => {
    ids.add(cell.id);
    pairsOf.get(cell)?.forEach((pair) => covered.add(pair));
    left.delete(cell);
  };
  const gain = (cell: CellHead): number =>
    (pairsOf.get(cell) ?? []).filter((pair) => !covered.has(pair)).length;
  const left = new Set(cells);
  const corners = cornersOf(cells);
  for (const among of [corners, left]) {
    for (;;) {
      const candidates = [...among].filter((cell) => left.has(cell));
      const best = bestOf(candidates, gain);
      if (best === undefined || ids.size >= budget || gain(best) === 0) {
        break;
      }
      take(best);
    }
  }
  if (!pairwise) {
    [...left].slice(0, Math.max(0, budget - ids.size)).forEach(take);
  }
  return { ids, pairs: all.size, covered: covered.size };
}

function bestOf(
  cells: readonly CellHead[],
  gain: (cell: CellHead) => number,
): CellHead | undefined {
  let best: CellHead | undefined;
  let most = -1;
  for (const cell of cells) {
    const gained = gain(cell);
    if (gained > most) {
      [best, most] = [cell, gained];
    }
  }
  return best;
}

/** Cells whose value is the first or the last on every axis of their package. */
function cornersOf(cells: readonly CellHead[]): ReadonlySet<CellHead> {
  const byPackage = Map.groupBy(cells, (cell) => cell.package);
  return new Set(
    [...byPackage.values()].flatMap((own) => {
      const values = Map.groupBy(
        own.flatMap((cell) => [...valuesOf(cell)]),
        ([axis]) => axis,
      );
      const ends = new Map(
        [...values].map(([axis, found]) => {
          const distinct = [...new Set(found.map(([, value]) => value))];
          return [axis, new Set([distinct[0], distinct.at(-1)])] as const;
        }),
      );
      return own.filter((cell) =>
        [...valuesOf(cell)].every(([axis, value]) => ends.get(axis)?.has(value)),
      );
    }),
  );
}

/** Pairs of values on two axes, each package for itself; on a single axis the values alone. */
function pairsIn(cell: CellHead): readonly string[] {
  const values = [...valuesOf(cell)].filter(([axis]) => axis !== 'package');
  return values.flatMap(([axis, value], index) =>
    values
      .slice(index + 1)
      .map(([other, otherValue]) => JSON.stringify([cell.package, axis, value, other, otherValue])),
  );
}
