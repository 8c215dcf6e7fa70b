import type { CellRecord, RunRecord } from '../model/record.ts';
import { alikeMessage } from './causes.ts';
import type { Expectation } from './expectations.ts';
import { canBeExpected, expectationOf } from './expectations.ts';
import { isFlaky } from './flaky.ts';

/** What can have become of a cell between two runs, in the order in which it is told. */
export const changes = [
  'regressed',
  'other-cause',
  'new',
  'flaky-before',
  'not-comparable',
  'fixed',
  'gone',
  'moved',
  'expected',
  'same',
] as const;

export type Change = (typeof changes)[number];

/** A cell of either run, or both. */
export interface ComparedCell {
  readonly id: string;
  readonly change: Change;
  readonly before: CellRecord | undefined;
  readonly after: CellRecord | undefined;
  /** Why its failure was expected; `null` where it was not, or it passed. */
  readonly expected: string | null;
}

/** What became of the cells of one run in another. */
export interface Comparison {
  readonly from: Pick<RunRecord, 'run' | 'spip'>;
  readonly to: Pick<RunRecord, 'run' | 'spip'>;
  /** In the order of the later run; then what it no longer has. */
  readonly cells: readonly ComparedCell[];
  /** Expectations with cells that passed. */
  readonly passed: readonly {
    readonly expectation: Expectation;
    readonly cells: readonly CellRecord[];
  }[];
  /** Expectations that no cell of the later run has. */
  readonly unused: readonly Expectation[];
}

/** Compares two runs cell by cell. */
export function compareRuns(
  from: RunRecord,
  to: RunRecord,
  expectations: readonly Expectation[],
): Comparison {
  const cells = compareCells([from.cells, to.cells], expectations);
  return { from, to, cells, ...checkExpectations(to.cells, expectations) };
}

/** The same for nothing but the cells. */
export function compareCells(
  [earlier, later]: readonly [readonly CellRecord[], readonly CellRecord[]],
  expectations: readonly Expectation[],
): readonly ComparedCell[] {
  const [before, after] = [byId(earlier), byId(later)];
  const ids = [...after.keys(), ...[...before.keys()].filter((id) => !after.has(id))];
  return ids.map((id) => compareCell(id, [before.get(id), after.get(id)], expectations));
}

/** Which expectations were wrong. */
export function checkExpectations(
  cells: readonly CellRecord[],
  expectations: readonly Expectation[],
): Pick<Comparison, 'passed' | 'unused'> {
  const known = expectations.map((expectation) => ({
    expectation,
    all: cells.filter((cell) => expectationOf(cell, expectations) === expectation),
  }));
  return {
    passed: known.flatMap(({ expectation, all }) => {
      const passed = all.filter(({ state }) => state === 'pass');
      return passed.length === 0 ? [] : [{ expectation, cells: passed }];
    }),
    unused: known.filter(({ all }) => all.length === 0).map(({ expectation }) => expectation),
  };
}

function byId(cells: readonly CellRecord[]): ReadonlyMap<string, CellRecord> {
  return new Map(cells.map((cell) => [cell.id, cell]));
}

type Pair = readonly [before: CellRecord | undefined, after: CellRecord | undefined];

function compareCell(
  id: string,
  [before, after]: Pair,
  expectations: readonly Expectation[],
): ComparedCell {
  const known = after !== undefined && canBeExpected(after);
  const expected = known ? (expectationOf(after, expectations)?.reason ?? null) : null;
  const change = expected === null ? changeOf(before, after) : 'expected';
  return { id, change, before, after, expected };
}

function changeOf(before: CellRecord | undefined, after: CellRecord | undefined): Change {
  // What does not apply is not there.
  const [was, is] = [applied(before), applied(after)];
  if (was === undefined || is === undefined) {
    return was === is ? 'same' : was === undefined ? 'new' : 'gone';
  }
  if (saysNothing(was) || saysNothing(is)) {
    return 'not-comparable';
  }
  if (was.state === 'pass' || is.state === 'pass') {
    return was.state === is.state
      ? unlessMoved(was, is)
      : is.state === 'pass'
        ? 'fixed'
        : isFlaky(was)
          ? 'flaky-before'
          : 'regressed';
  }
  return alikeMessage(was) === alikeMessage(is) ? unlessMoved(was, is) : 'other-cause';
}

function applied(cell: CellRecord | undefined): CellRecord | undefined {
  return cell?.state === 'not-applicable' ? undefined : cell;
}

/** Whether an outcome tells of the surroundings, not of the release. */
function saysNothing({ state }: CellRecord): boolean {
  return state === 'infra' || state === 'limit' || state === 'cancelled';
}

/** Where one of them got no environment, nothing is known to have moved. */
function unlessMoved(was: CellRecord, is: CellRecord): Change {
  const [one, other] = [was.environment, is.environment];
  return one === null || other === null || one === other ? 'same' : 'moved';
}
