import {
  compareVersions,
  formatVersion,
  isPrerelease,
  parseVersion,
} from '../../src/pep/version.ts';
import { refuses, Tally } from './counts.ts';
import type { ConformanceCounts } from './counts.ts';
import { readTable } from './readTable.ts';

interface VersionsTable {
  readonly ordered?: readonly string[];
  readonly invalid?: readonly string[];
  readonly normalized?: readonly (readonly [string, string])[];
  readonly prerelease?: readonly (readonly [string, boolean])[];
}

/** PEP 440 versions: order (every pair, both directions), refusals, normal forms, pre-releases. */
export function runVersions(folder: string): ConformanceCounts {
  const table = readTable<VersionsTable>(folder, 'versions.json');
  const tally = new Tally('versions');
  const ordered = table.ordered ?? [];
  for (const [i, left] of ordered.entries()) {
    for (const [j, right] of ordered.entries()) {
      tally.check(`compare ${left} with ${right}`, Math.sign(i - j), () =>
        Math.sign(compareVersions(parseVersion(left), parseVersion(right))),
      );
    }
  }
  for (const text of table.invalid ?? []) {
    tally.check(`refuse ${JSON.stringify(text)}`, true, () => refuses(() => parseVersion(text)));
  }
  for (const [text, normal] of table.normalized ?? []) {
    tally.check(`normalise ${JSON.stringify(text)}`, normal, () =>
      formatVersion(parseVersion(text)),
    );
  }
  for (const [text, expected] of table.prerelease ?? []) {
    tally.check(`pre-release ${text}`, expected, () => isPrerelease(parseVersion(text)));
  }
  return tally.counts;
}
