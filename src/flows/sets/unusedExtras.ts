import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OncePerObject } from '../../lib/oncePerObject.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import { evaluateMarker } from '../../pep/marker.ts';
import { parseMetadata } from '../../pep/metadata.ts';
import { normaliseName } from '../../pep/names.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { readLenientRequirement } from '../../pep/lenientRequirement.ts';

/** Whether some release of a package, by its normalised name, brings a module, by its dotted name. */
export type BringsModule = (name: string, module: string) => Promise<boolean>;

interface AskedCell {
  /** Normalised extras that were asked for. */
  readonly extras: readonly string[];
  readonly interpreter: Interpreter;
}

/** How many packages are looked into for one missing module. */
const mostLooks = 24;

/**
 * Finds the extra of a release that nobody asked for and that would have brought a missing module: first by the names of
 * its requirements, which say it for nothing, then by what these packages hold.
 */
export function extraFinder(request: {
  readonly wheel: StoredWheel;
  readonly cell: AskedCell;
  readonly bringsModule: BringsModule;
}): (module: string) => Promise<string | undefined> {
  const { wheel, cell, bringsModule } = request;
  const extras = new OncePerObject<StoredWheel, readonly UnusedExtra[]>();
  return async (module) => {
    const all = await extras.get(wheel, () => unusedExtras(wheel, cell));
    const [top = module] = module.split('.');
    const namesake = all.find(({ names }) => names.includes(normaliseName(top)));
    if (namesake !== undefined) {
      return namesake.extra;
    }
    const names = [...new Set(all.flatMap((extra) => extra.names))].slice(0, mostLooks);
    for (const name of likeliestFirst(names, top)) {
      // One after another: mostly the first looks are enough.
      if (await bringsModule(name, module)) {
        return all.find((extra) => extra.names.includes(name))?.extra;
      }
    }
    return undefined;
  };
}

interface UnusedExtra {
  readonly extra: string;
  /** Normalised names of its requirements that hold in this environment. */
  readonly names: readonly string[];
}

/** The extras that nobody asked for, with what each would have brought in. */
async function unusedExtras(
  wheel: StoredWheel,
  { extras, interpreter }: AskedCell,
): Promise<readonly UnusedExtra[]> {
  const metadata = parseMetadata(await readFile(join(wheel.root, wheel.distInfo, 'METADATA')));
  const requirements = metadata.requiresDist.flatMap(readRequirement);
  const holds = ({ marker }: Requirement, active: readonly string[]): boolean =>
    marker === undefined || evaluateMarker(marker, interpreter.markers, new Set(active));
  return metadata.providesExtra
    .map(normaliseName)
    .filter((extra) => !extras.includes(extra))
    .map((extra) => ({
      extra,
      names: requirements
        .filter((each) => holds(each, [extra]) && !holds(each, extras))
        .map(({ name }) => name),
    }));
}

/** Names that share letters with the module before others: `grpcio` for `grpc`, `pyyaml` for `yaml`. */
function likeliestFirst(names: readonly string[], module: string): readonly string[] {
  const looksAlike = (name: string): boolean =>
    name.includes(module.toLowerCase()) || module.toLowerCase().includes(name);
  return [...names.filter(looksAlike), ...names.filter((name) => !looksAlike(name))];
}

/** What nobody can read was told when the set was resolved. */
function readRequirement(text: string): readonly Requirement[] {
  try {
    return [readLenientRequirement(text).value];
  } catch (error) {
    if (error instanceof SpipError) {
      return [];
    }
    throw error;
  }
}
