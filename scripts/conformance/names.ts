import { normaliseName } from '../../src/pep/names.ts';
import { parseSdistFilename } from '../../src/pep/sdistFilename.ts';
import { parseWheelFilename } from '../../src/pep/wheelFilename.ts';
import { refuses, Tally } from './counts.ts';
import type { ConformanceCounts } from './counts.ts';
import { readTable } from './readTable.ts';

interface NamesTable {
  readonly canonical?: readonly (readonly [string, string])[];
  readonly wheel_ok?: readonly (readonly [string, string])[];
  readonly wheel_bad?: readonly string[];
  readonly sdist_ok?: readonly (readonly [string, string])[];
  readonly sdist_bad?: readonly string[];
}

/** Names (PEP 503) and the file names of wheels and source distributions. */
export function runNames(folder: string): ConformanceCounts {
  const table = readTable<NamesTable>(folder, 'names.json');
  const tally = new Tally('names');
  for (const [text, normal] of table.canonical ?? []) {
    tally.check(`normalise ${text}`, normal, () => normaliseName(text));
  }
  for (const [filename, name] of table.wheel_ok ?? []) {
    tally.check(`read ${filename}`, name, () => parseWheelFilename(filename).name);
  }
  for (const filename of table.wheel_bad ?? []) {
    tally.check(`refuse ${filename}`, true, () => refuses(() => parseWheelFilename(filename)));
  }
  for (const [filename, name] of table.sdist_ok ?? []) {
    tally.check(`read ${filename}`, name, () => parseSdistFilename(filename).name);
  }
  for (const filename of table.sdist_bad ?? []) {
    tally.check(`refuse ${filename}`, true, () => refuses(() => parseSdistFilename(filename)));
  }
  return tally.counts;
}
