import type { MatrixOptions } from '../../options/matrixOptions.ts';
import type { FoundPythons as Discovered } from '../../pythons/discoverPythons.ts';
import { pickAuto } from '../../pythons/pickAuto.ts';
import { chooseArchive } from '../../pythons/provision/chooseArchive.ts';
import { requestFor } from '../../pythons/provision/pythonArchive.ts';
import { parsePythonRequest } from '../../pythons/pythonRequest.ts';
import type { PythonRequest } from '../../pythons/pythonRequest.ts';
import { missingPythons } from '../../pythons/selectPythons.ts';
import type { PythonSupply } from './openPythonSupply.ts';

/** The Pythons of this machine, and what could be installed of those that are asked for and missing. */
export interface FoundPythons extends Discovered {
  /** Label by what was asked for. */
  readonly offered: ReadonlyMap<string, string>;
}

interface Provision {
  /** Values of `--python`. */
  readonly requests: readonly string[];
  readonly downloads: MatrixOptions['pythonDownloads'];
  readonly discover: () => Promise<Discovered>;
  readonly supply: PythonSupply;
}

/** Finds the Pythons, and installs those that are missing where that is wanted. */
export async function providePythons(provision: Provision): Promise<FoundPythons> {
  const { requests, downloads, discover, supply } = provision;
  const found = await discover();
  const missing = downloads === 'never' ? [] : missingFrom(found, requests);
  if (missing.length === 0) {
    return { ...found, offered: new Map() };
  }
  const archives = await knownArchives(provision);
  const offers = missing.flatMap((request) => {
    const archive = chooseArchive(request, archives);
    return archive === undefined ? [] : [{ text: request.text, archive }];
  });
  if (downloads === 'auto' && offers.length > 0) {
    await supply.installAll(offers.map(({ archive }) => archive));
    return { ...(await discover()), offered: new Map() };
  }
  return {
    ...found,
    offered: new Map(offers.map(({ text, archive }) => [text, requestFor(archive)])),
  };
}

/** A hint is not worth a second failure. */
async function knownArchives({
  downloads,
  supply,
}: Provision): ReturnType<PythonSupply['archives']> {
  return downloads === 'auto' ? supply.archives() : supply.archives().catch(() => []);
}

/** Whoever leaves the choice open needs a final CPython. */
function missingFrom(found: Discovered, requests: readonly string[]): readonly PythonRequest[] {
  const leavesOpen = requests.every((request) => request.trim() === 'auto');
  if (!leavesOpen) {
    return missingPythons(requests, found);
  }
  return pickAuto(found.interpreters, { requiresPython: undefined }) === undefined
    ? parsePythonRequest('3')
    : [];
}
