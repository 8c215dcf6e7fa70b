import type { CellRecord } from '../model/record.ts';
import type { Outcome } from './symbols.ts';
import { outcomeOf, outcomes } from './symbols.ts';

/** Cells that are no clean passes for one and the same cause. */
export interface Cause {
  /** The one whose message and log stand for all. */
  readonly first: CellRecord;
  /** In the order of the plan, `first` among them. */
  readonly cells: readonly CellRecord[];
  /** Whether all have the very message and hint of the first. */
  readonly same: boolean;
}

/** Why cells are not clean passes: those with the same reason, and messages that are alike, stand together, the worst first. */
export function causesOf(cells: readonly CellRecord[]): readonly Cause[] {
  const groups = Map.groupBy(
    cells.filter((cell) => cell.reason !== 'clean'),
    alikeMessage,
  );
  return [...groups.values()]
    .flatMap((group): readonly Cause[] => {
      const [first] = group;
      return first === undefined ? [] : [{ first, cells: group, same: areEqual(first, group) }];
    })
    .toSorted((a, b) => rank(a) - rank(b));
}

/** The log of the step that decided, relative to the run's folder. */
export function decisiveLog(cell: CellRecord): string | undefined {
  return cell.steps.find((step) => step.reason === cell.reason)?.log ?? undefined;
}

const worstFirst: readonly Outcome[] = [
  'infra',
  'fail',
  'blocked',
  'limit',
  'no-tests',
  'flaky',
  'older-environment',
  'repaired',
  'cancelled',
  'not-applicable',
];

function rank({ first }: Cause): number {
  const place = worstFirst.indexOf(outcomeOf(first));
  return place === -1 ? outcomes.length : place;
}

function areEqual({ message, hint }: CellRecord, group: readonly CellRecord[]): boolean {
  return group.every((cell) => cell.message === message && cell.hint === hint);
}

/**
 * A key that cells share whose messages differ only by their own release, their own Python, versions on their axes, a date, tags of
 * wheels, and addresses of objects, which no two processes have in common: one account of the trouble is enough for all of them.
 */
export function alikeMessage(cell: CellRecord): string {
  const own = [
    cell.interpreter?.version,
    cell.python,
    cell.version,
    ...Object.values(cell.axes).filter((value) => /^\d+\.\d/.test(value)),
  ].filter((text) => text !== undefined && text !== '');
  const plain = (text: string): string => withoutNames(text, own).replaceAll(passing, '*');
  return JSON.stringify([cell.state, cell.reason, plain(cell.message), plain(cell.hint ?? '')]);
}

/** Dates, addresses, and lists of tags of wheels. */
const passing =
  /\b\d{4}-\d{2}-\d{2}\b|\b0x[\da-f]{6,}\b|`(?:cp|pp|py)\d+`(?:(?:, | and )(?:`(?:cp|pp|py)\d+`|\d+ more\b))*/gi;

/** The text with `*` for each of the names that stands alone; few texts have any, and there are many texts. */
function withoutNames(text: string, names: readonly string[]): string {
  if (!names.some((name) => text.includes(name))) {
    return text;
  }
  const all = names.map(escapeRegExp).join('|');
  return text.replaceAll(
    new RegExp(`(?<![\\w.])(?:python|cpython-)?(?:${all})(?![\\w]|\\.\\d)`, 'g'),
    '*',
  );
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
