import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareEnvironments } from '../../envs/compareEnvironments.ts';
import { readEnvironment } from '../../ledger/readEnvironment.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { EnvironmentDiff } from '../../model/environmentDiff.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Places } from '../../model/settings.ts';
import { openResults } from '../../results/openResults.ts';
import { findCell } from '../run/findCell.ts';
import { resultsPath } from '../run/placesOf.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';

/** What an environment is named by. */
export type EnvironmentName =
  /** A commit id or a unique beginning of one. */
  | { readonly kind: 'commit'; readonly commit: string }
  | { readonly kind: 'cell'; readonly run: string; readonly cell: string };

interface DiffRequest {
  readonly global: GlobalOptions;
  readonly from: EnvironmentName;
  readonly to: EnvironmentName;
}

/** `spip diff`. */
export async function diff(
  { global, from, to }: DiffRequest,
  context: Context,
): Promise<EnvironmentDiff> {
  const places = await sweptPlaces(global, context);
  const directory = join(places.dataDir, 'ledger.git');
  if (!existsSync(directory)) {
    throw new SpipError('not-found', `Expected a ledger, found none: \`${directory}\``, {
      hint: '`spip matrix` makes one',
    });
  }
  const read = async (name: EnvironmentName) =>
    readEnvironment(await commitOf(name, places), { directory, env: context.env });
  return compareEnvironments(await read(from), await read(to));
}

async function commitOf(name: EnvironmentName, places: Places): Promise<string> {
  if (name.kind === 'commit') {
    return name.commit;
  }
  const results = await openResults(resultsPath(places));
  try {
    const { id, environment } = findCell(name.cell, results.show(name.run).record.cells);
    if (environment === null) {
      throw new SpipError('not-found', `Expected an environment of \`${id}\`: it got none`, {
        hint: `\`spip show ${name.run} '${id}'\` says why`,
      });
    }
    return environment;
  } finally {
    results.close();
  }
}
