import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SpipError } from '../lib/spipError.ts';
import type { Cell } from '../model/cell.ts';
import type { StoredWheel } from '../model/storedWheel.ts';
import { evaluateMarker } from '../pep/marker.ts';
import { parseMetadata } from '../pep/metadata.ts';
import { normaliseName } from '../pep/names.ts';
import type { Requirement } from '../pep/requirement.ts';
import { parseRequirement } from '../pep/requirement.ts';
import type { UnusedExtra } from '../testrun/testPlan.ts';

/** The extras that nobody asked for, with what each would have brought in. */
export async function unusedExtras(
  wheel: StoredWheel,
  { extras, interpreter }: Pick<Cell, 'extras' | 'interpreter'>,
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

/** Malformed requirements were warned of when the set was resolved. */
function readRequirement(text: string): readonly Requirement[] {
  try {
    return [parseRequirement(text)];
  } catch (error) {
    if (error instanceof SpipError) {
      return [];
    }
    throw error;
  }
}
