import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { CellRecord } from '../../model/record.ts';
import { cellText } from '../../report/cellText.ts';
import { runText } from '../../report/runText.ts';
import { openResults } from '../../results/openResults.ts';
import { resultsPath } from '../run/placesOf.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';

interface ShowRequest {
  readonly global: GlobalOptions;
  /** `last` or a unique prefix of a run's id. */
  readonly run: string;
  /** A cell's id, `colorama==0.4.6@3.11`. */
  readonly cell: string | undefined;
  readonly format: 'table' | 'json';
}

/** `spip show RUN [CELL]`. Resolves to the exit status. */
export async function runShow(options: ShowRequest, context: Context): Promise<number> {
  const { out } = context.screen;
  const { global, format } = options;
  const results = await openResults(resultsPath(await sweptPlaces(global, context)));
  try {
    const stored = results.show(options.run);
    const cell =
      options.cell === undefined ? undefined : findCell(options.cell, stored.record.cells);
    if (format === 'json') {
      out.write(`${JSON.stringify(cell ?? stored.record, undefined, 2)}\n`);
    } else if (cell === undefined) {
      out.write(runText(stored, out, global.verbosity));
    } else {
      out.write(cellText(cell, stored.folder, out));
    }
    return 0;
  } finally {
    results.close();
  }
}

/** The cell of this id, or the only one whose id begins with it. */
export function findCell(which: string, cells: readonly CellRecord[]): CellRecord {
  const exact = cells.find(({ id }) => id === which);
  const begun = cells.filter(({ id }) => id.startsWith(which));
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
