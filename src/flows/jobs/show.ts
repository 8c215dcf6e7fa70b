import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { CellRecord, StoredRun } from '../../model/record.ts';
import { cellName } from '../../report/reporter.ts';
import { openResults } from '../../results/openResults.ts';
import { resultsPath } from '../run/placesOf.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';

interface ShowRequest {
  readonly global: GlobalOptions;
  /** `last` or a unique prefix of a run's id. */
  readonly run: string;
  /** A cell's id, `colorama==0.4.6@3.11`, or its name, `colorama 0.4.6 on 3.11`. */
  readonly cell: string | undefined;
}

interface Shown {
  readonly stored: StoredRun;
  /** The one that was asked for. */
  readonly cell: CellRecord | undefined;
}

/** `spip show RUN [CELL]`. */
export async function show({ global, run, cell }: ShowRequest, context: Context): Promise<Shown> {
  const results = await openResults(resultsPath(await sweptPlaces(global, context)));
  try {
    const stored = results.show(run);
    return { stored, cell: cell === undefined ? undefined : findCell(cell, stored.record.cells) };
  } finally {
    results.close();
  }
}

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
