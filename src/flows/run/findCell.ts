import { SpipError } from '../../lib/spipError.ts';
import type { CellRecord } from '../../model/record.ts';
import { cellName } from '../../report/reporter.ts';

/** The cell of this id or name (`colorama 0.4.6 on 3.11`), or the only one whose id or name begins with it. */
export function findCell(which: string, cells: readonly CellRecord[]): CellRecord {
  const named = cells.map((cell) => ({ cell, names: [cell.id, cellName(cell)] }));
  const exact = named.find(({ names }) => names.includes(which))?.cell;
  const begun = named
    .filter(({ names }) => names.some((name) => name.startsWith(which)))
    .map(({ cell }) => cell);
  const found = exact ?? (begun.length === 1 ? begun[0] : undefined);
  if (found !== undefined) {
    return found;
  }
  const listed = (begun.length > 0 ? begun : cells).slice(0, mostListed).map(({ id }) => id);
  const dots = (begun.length > 0 ? begun : cells).length > mostListed ? ', ...' : '';
  throw new SpipError(
    'not-found',
    begun.length > 0
      ? `Expected one cell, found ${begun.length} that begin with \`${which}\``
      : `Expected a cell of this run, found \`${which}\``,
    { hint: listed.length === 0 ? undefined : `there are ${listed.join(', ')}${dots}` },
  );
}

const mostListed = 10;
