import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '../../lib/files/removeTree.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { isMeant } from '../../pythons/provision/chooseArchive.ts';
import {
  installedLabels,
  pythonKey,
  pythonsFolder,
  sweepUnfinished,
  unfinishedFolder,
} from '../../pythons/provision/installedPythons.ts';
import { readLabel } from '../../pythons/provision/pythonArchive.ts';
import { parsePythonRequest } from '../../pythons/pythonRequest.ts';
import { whileNoRun } from '../run/whileNoRun.ts';
import { withSharedState } from '../run/withSharedState.ts';

interface UninstallRequest {
  readonly global: GlobalOptions;
  /** As given: `3.14`, `'>=3.9'`, `pypy3.11`. */
  readonly requests: readonly string[];
  /** Every one. */
  readonly all: boolean;
}

/** `spip python uninstall`: labels of what is removed. */
export async function pythonUninstall(
  { global, requests, all }: UninstallRequest,
  context: Context,
): Promise<readonly string[]> {
  return withSharedState(global, context, async (state) => {
    const { places } = state.settings;
    const directory = pythonsFolder(places.dataDir);
    const chosen = all ? installedLabels(directory) : chosenLabels(requests, directory);
    const options = { ...state, places, force: false, signal: context.stop.drain };
    return whileNoRun('data', options, async () => {
      const locks = state.locks.data;
      await sweepUnfinished(directory, locks);
      for (const label of chosen) {
        await locks.withLock(pythonKey(label), () => remove(label, directory));
      }
      return chosen;
    });
  });
}

/** Moved first: nobody finds half of one. */
async function remove(label: string, directory: string): Promise<void> {
  const away = unfinishedFolder(directory, label);
  await rename(join(directory, label), away);
  await removeTree(away);
}

function chosenLabels(requests: readonly string[], directory: string): readonly string[] {
  const labels = installedLabels(directory);
  const chosen = requests.flatMap(parsePythonRequest).flatMap((request) => {
    const matching = labels.filter((label) => {
      const python = readLabel(label);
      return label === request.text || (python !== undefined && isMeant(request, python));
    });
    if (matching.length === 0) {
      const there = labels.map((label) => `\`${label}\``).join(', ') || 'none';
      throw new SpipError(
        'no-python',
        `Failed to find a Python of spip that matches \`${request.text}\``,
        { hint: `installed by \`spip python install\`: ${there}; others belong to other tools` },
      );
    }
    return matching;
  });
  return [...new Set(chosen)];
}
