import { formatMarker, parseMarker } from '../../src/pep/marker.ts';
import { normaliseName } from '../../src/pep/names.ts';
import { formatRequirement, parseRequirement } from '../../src/pep/requirement.ts';
import { formatSpecifiers } from '../../src/pep/specifiers.ts';
import { Tally } from './counts.ts';
import type { ConformanceCounts } from './counts.ts';
import { readTable } from './readTable.ts';

interface RequirementsTable {
  readonly names?: readonly string[];
  readonly specifiers?: readonly string[];
  readonly urls?: readonly string[];
  readonly markers?: readonly string[];
  /** Python's spelling of sets. */
  readonly extras?: readonly string[];
  readonly normalized?: readonly (readonly [string, string])[];
}

interface Parts {
  readonly name: string;
  readonly extras: readonly string[];
  readonly specifier: string;
  readonly url: string | undefined;
  readonly marker: string | undefined;
}

const blanks = ['', ' ', '\t'];

/** PEP 508 requirements: every combination of the parts, each with every kind of white space. */
export function runRequirements(folder: string): ConformanceCounts {
  const table = readTable<RequirementsTable>(folder, 'requirements.json');
  const tally = new Tally('requirements');
  for (const parts of combine(table)) {
    for (const blank of blanks) {
      const text = build(parts, blank);
      tally.check(`read ${JSON.stringify(text)}`, expectedOf(parts), () => {
        const { rawName, name, extras, specifiers, url, marker } = parseRequirement(text);
        return {
          rawName,
          name,
          extras,
          specifiers: formatSpecifiers(specifiers),
          url: url ?? null,
          marker: marker === undefined ? null : formatMarker(marker),
        };
      });
    }
  }
  for (const [text, normal] of table.normalized ?? []) {
    tally.check(`normalise ${text}`, normal, () => formatRequirement(parseRequirement(text)));
  }
  return tally.counts;
}

/** A URL and specifiers exclude each other. */
function combine(table: RequirementsTable): readonly Parts[] {
  const sources = [
    ...(table.specifiers ?? []).map((specifier) => ({ specifier, url: undefined })),
    ...(table.urls ?? []).map((url) => ({ specifier: '', url })),
  ];
  const allExtras = (table.extras ?? []).map((set) =>
    [...set.matchAll(/'([^']*)'/g)].map(([, extra = '']) => extra),
  );
  return (table.names ?? []).flatMap((name) =>
    allExtras.flatMap((extras) =>
      sources.flatMap((source) =>
        [undefined, ...(table.markers ?? [])].map((marker) => ({
          name,
          extras,
          ...source,
          marker,
        })),
      ),
    ),
  );
}

function build({ name, extras, specifier, url, marker }: Parts, blank: string): string {
  const fill = (text: string): string => text.replaceAll('{ws}', blank);
  return [
    name,
    ...(extras.length > 0 ? ['[', extras.toSorted().join(`${blank},${blank}`), ']'] : []),
    ...(specifier === '' ? [] : [fill(specifier)]),
    ...(url === undefined ? [] : ['@', url]),
    ...(marker === undefined ? [] : [url === undefined ? ';' : ' ;', fill(marker)]),
  ].join(blank);
}

function expectedOf({ name, extras, specifier, url, marker }: Parts): unknown {
  return {
    rawName: name,
    name: normaliseName(name),
    extras: [...new Set(extras.map(normaliseName))].toSorted(),
    specifiers: specifier.replaceAll(/\{ws\}|[()]/g, ''),
    url: url ?? null,
    marker: marker === undefined ? null : formatMarker(parseMarker(marker.replaceAll('{ws}', ''))),
  };
}
