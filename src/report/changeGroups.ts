import type { ChangedPackage } from '../model/environmentDiff.ts';
import type { CellRecord } from '../model/record.ts';
import { alikeMessage } from './causes.ts';
import { changedPackages } from './changedPackages.ts';
import type { Change, ComparedCell, Comparison } from './compareRuns.ts';
import { changes } from './compareRuns.ts';

/** Cells with which the same has happened. */
export interface ChangeGroup {
  readonly change: Change;
  readonly first: ComparedCell;
  /** As the later run has them, or the earlier one where it alone has. */
  readonly cells: readonly CellRecord[];
  readonly packages: readonly ChangedPackage[];
}

/** What happened, the worst first, each account once; cells of which there is nothing to say are left out. */
export function changeGroups({ cells }: Comparison): readonly ChangeGroup[] {
  const groups = Map.groupBy(
    cells.filter(({ change }) => change !== 'same'),
    keyOf,
  );
  return [...groups.values()]
    .flatMap((group): readonly ChangeGroup[] => {
      const [first] = group;
      const own = group.flatMap(({ before, after }) => after ?? before ?? []);
      return first === undefined
        ? []
        : [{ change: first.change, first, cells: own, packages: changedPackages(first) }];
    })
    .toSorted((a, b) => changes.indexOf(a.change) - changes.indexOf(b.change));
}

/** Every cell as the later run has it, or the earlier one where it alone has. */
export function cellsOf({ cells }: Comparison): readonly CellRecord[] {
  return cells.flatMap(({ before, after }) => after ?? before ?? []);
}

/** How many cells each change has, in the order in which changes are told. */
export function countChanges({ cells }: Comparison): readonly (readonly [Change, number])[] {
  const counts = Map.groupBy(cells, ({ change }) => change);
  return changes.flatMap((change) => {
    const count = counts.get(change)?.length ?? 0;
    return count === 0 ? [] : [[change, count] as const];
  });
}

/** What a change is called in a sentence. */
export const changeWords: Readonly<Record<Change, string>> = {
  regressed: 'regressed',
  'other-cause': 'failing otherwise',
  new: 'new',
  'flaky-before': 'failing after flaky passes',
  'not-comparable': 'not comparable',
  fixed: 'fixed',
  gone: 'gone',
  moved: 'same in another environment',
  expected: 'failing as expected',
  same: 'the same',
};

/** `pass -> tests-failed`: how the outcome of a cell became another. */
export function outcomesOfChange({ before, after }: ComparedCell): string {
  const words = [before, after].flatMap((cell) =>
    cell === undefined ? [] : cell.reason === 'clean' ? 'pass' : cell.reason,
  );
  return [...new Set(words)].join(' -> ');
}

/** `helper 1.0 -> 2.0, added 1.0`. */
export function packagesInWords(packages: readonly ChangedPackage[]): string {
  return packages
    .map(({ name, from, to }) =>
      from === ''
        ? `${name} ${to} added`
        : to === ''
          ? `${name} ${from} removed`
          : from === to
            ? `${name} ${to} from another file`
            : `${name} ${from} -> ${to}`,
    )
    .join(', ');
}

function keyOf(cell: ComparedCell): string {
  const { change, before, after, expected } = cell;
  const alike = [before, after].map((one) => (one === undefined ? '' : alikeMessage(one)));
  return JSON.stringify([change, ...alike, expected, changedPackages(cell)]);
}
