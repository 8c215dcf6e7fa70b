import {
  filterVersions,
  formatSpecifiers,
  parseSpecifiers,
  specifiersContain,
} from '../../src/pep/specifiers.ts';
import type { Specifiers } from '../../src/pep/specifiers.ts';
import { formatVersion, parseVersion } from '../../src/pep/version.ts';
import { isEmptyRanges, rangesContain, rangesOf } from '../../src/pep/versionRanges.ts';
import { refuses, Tally } from './counts.ts';
import type { ConformanceCounts } from './counts.ts';
import { readTable } from './readTable.ts';

/** A text, or Python's spelling of a parsed version. */
type Candidate = string | { readonly $repr: string };

interface FilterCase {
  readonly specifier: string;
  readonly specifier_prereleases: boolean | null;
  readonly prereleases: boolean | null;
  readonly input: readonly Candidate[];
  readonly expected: readonly Candidate[];
}

interface SpecifiersTable {
  readonly valid?: readonly string[];
  readonly invalid?: readonly string[];
  readonly match?: readonly (readonly [string, string, boolean])[];
  readonly arbitrary_equality?: readonly (readonly [Candidate, string, boolean])[];
  readonly filter?: readonly FilterCase[];
  readonly contains_exclusionary_bridges?: readonly (readonly [
    string,
    string,
    boolean | null,
    boolean,
  ])[];
  readonly unsatisfiable?: readonly string[];
  readonly satisfiable?: readonly string[];
}

/** PEP 440 specifiers: refusals, containment, the filter with its pre-release rule, satisfiability of the ranges. */
export function runSpecifiers(folder: string): ConformanceCounts {
  const table = readTable<SpecifiersTable>(folder, 'specifiers.json');
  const tally = new Tally('specifiers');
  runReading(table, tally);
  runContainment(table, tally);
  for (const row of table.filter ?? []) {
    const prereleases = row.prereleases ?? row.specifier_prereleases ?? undefined;
    tally.check(`filter ${JSON.stringify(row)}`, row.expected.map(textOf), () =>
      filterVersions(parseSpecifiers(row.specifier), row.input.map(textOf), { prereleases }),
    );
  }
  for (const text of table.unsatisfiable ?? []) {
    tally.check(`unsatisfiable ${text}`, false, () => isSatisfiable(parseSpecifiers(text)));
  }
  for (const text of table.satisfiable ?? []) {
    tally.check(`satisfiable ${text}`, true, () => isSatisfiable(parseSpecifiers(text)));
  }
  return tally.counts;
}

function runReading(table: SpecifiersTable, tally: Tally): void {
  for (const text of table.valid ?? []) {
    tally.check(`read ${text}`, text, () => formatSpecifiers(parseSpecifiers(text)));
  }
  for (const text of table.invalid ?? []) {
    tally.check(`refuse ${text}`, true, () => refuses(() => parseSpecifiers(text)));
  }
}

function runContainment(table: SpecifiersTable, tally: Tally): void {
  for (const [version, text, expected] of table.match ?? []) {
    tally.check(`${version} in ${text}`, [expected, expected], () => {
      const specifiers = parseSpecifiers(text);
      const parsed = parseVersion(version);
      return [
        specifiersContain(specifiers, parsed, { prereleases: true }),
        rangesContain(rangesOf(specifiers), parsed),
      ];
    });
  }
  for (const [candidate, text, expected] of table.arbitrary_equality ?? []) {
    tally.check(`${textOf(candidate)} in ${text}`, expected, () =>
      specifiersContain(parseSpecifiers(text), textOf(candidate)),
    );
  }
  for (const [version, text, choice, expected] of table.contains_exclusionary_bridges ?? []) {
    const prereleases = choice ?? undefined;
    tally.check(`${version} in ${text}, pre-releases ${choice}`, expected, () =>
      specifiersContain(parseSpecifiers(text), parseVersion(version), { prereleases }),
    );
  }
}

/** Texts that `===` asks for must agree; one that is no version is then admitted by text alone. */
function isSatisfiable(specifiers: Specifiers): boolean {
  const [text] = specifiers.arbitrary;
  return text === undefined
    ? !isEmptyRanges(rangesOf(specifiers))
    : specifiersContain(specifiers, text);
}

function textOf(candidate: Candidate): string {
  if (typeof candidate === 'string') {
    return candidate;
  }
  const [, text = ''] = /^<Version\('(.*)'\)>$/.exec(candidate.$repr) ?? [];
  return formatVersion(parseVersion(text));
}
