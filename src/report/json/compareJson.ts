import type { CellRecord } from '../../model/record.ts';
import { countChanges } from '../changeGroups.ts';
import { changedPackages } from '../changedPackages.ts';
import type { Comparison } from '../compareRuns.ts';
import { toJson } from '../toJson.ts';

/** A comparison for programs (`docs/compare.schema.json`). */
export function compareJson(comparison: Comparison): string {
  const { from, to, cells, passed, unused } = comparison;
  const side = ({ run, spip }: Comparison['from']): object => ({
    run: run.id,
    started: run.started,
    platform: run.platform,
    spip,
  });
  return toJson({
    schema_version: 1,
    from: side(from),
    to: side(to),
    counts: Object.fromEntries(countChanges(comparison)),
    cells: cells.map((cell) => ({
      id: cell.id,
      change: cell.change,
      before: outcomeOf(cell.before),
      after: outcomeOf(cell.after),
      expected: cell.expected,
      packages: changedPackages(cell).map(({ name, from: old, to: fresh }) => ({
        name,
        from: old === '' ? null : old,
        to: fresh === '' ? null : fresh,
      })),
    })),
    passed_unexpectedly: passed.map(({ expectation, cells: own }) => ({
      pattern: expectation.pattern,
      reason: expectation.reason,
      cells: own.map(({ id }) => id),
    })),
    unused_patterns: unused.map(({ pattern }) => pattern),
  });
}

function outcomeOf(cell: CellRecord | undefined): object | null {
  if (cell === undefined) {
    return null;
  }
  const { state, reason, message, environment } = cell;
  return { state, reason, message, environment };
}
