import { extractSdist } from '../../archive/extractSdist.ts';
import { readBuildSystem } from '../../build/buildSystem.ts';
import { readProjectMetadata } from '../../build/projectMetadata.ts';
import { readStaticMetadata } from '../../build/readStaticMetadata.ts';
import { factsBeside } from '../../cache/besideSdist.ts';
import { readKept, writeKept } from '../../cache/readKept.ts';
import { unfinishedPath } from '../../cache/runFolders.ts';
import { removeTree } from '../../lib/files/removeTree.ts';
import type { Note } from '../../model/storedWheel.ts';
import type { CoreMetadata } from '../../pep/metadata.ts';
import type { StoredSdist } from '../../store/openStore.ts';
import { unnamedSource } from '../trees/packTree.ts';

/** What an sdist says of itself before anything is built: a function of its name and bytes alone. */
export interface SdistFacts {
  /** `build-system.requires`, or the legacy defaults. */
  readonly requires: readonly string[];
  /** Where PKG-INFO (PEP 643) or `[project]` (PEP 621) is static: metadata without a build. */
  readonly metadata: CoreMetadata | undefined;
  /** What is odd about the archive. */
  readonly notes: readonly Note[];
}

/** Reads the facts of an sdist, and keeps them beside it: unpacking costs more than a solve. */
export async function sdistFacts(
  sdist: StoredSdist & { readonly filename: string },
  temporary: string,
): Promise<SdistFacts> {
  const kept = factsBeside(sdist.path);
  const known = await readKept(kept, isFacts);
  if (known !== undefined) {
    return known;
  }
  const destination = unfinishedPath(temporary);
  try {
    const { path, filename } = sdist;
    const { root, notes } = await extractSdist({ path, filename, destination });
    const { requires } = await readBuildSystem(root);
    const named = filename.startsWith(`${unnamedSource}.`) ? undefined : filename;
    const metadata = (await readStaticMetadata(root)) ?? (await readProjectMetadata(root, named));
    const facts = { requires, metadata, notes };
    await writeKept(kept, facts, temporary);
    return facts;
  } finally {
    await removeTree(destination);
  }
}

function isFacts(value: unknown): value is SdistFacts {
  return (
    typeof value === 'object' &&
    value !== null &&
    'requires' in value &&
    Array.isArray(value.requires) &&
    'notes' in value &&
    Array.isArray(value.notes)
  );
}
