import { SpipError } from '../../lib/spipError.ts';
import type { TomlTable } from '../../lib/tomlTable.ts';
import { olderGroups } from '../../owntests/poetryGroups.ts';
import { member } from '../../owntests/projectConfig.ts';
import { dependencyGroup } from '../../pep/dependencyGroups.ts';
import { evaluateMarker } from '../../pep/marker.ts';
import type { MarkerEnvironment } from '../../pep/markerEnvironment.ts';
import type { CoreMetadata } from '../../pep/metadata.ts';
import { normaliseName } from '../../pep/names.ts';
import { parseRequirement, withoutMarker } from '../../pep/requirement.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { parseAt } from '../../lib/parseAt.ts';
import type { CheckoutProject } from './checkoutProject.ts';

export interface AskedTools {
  readonly groups: readonly string[];
  readonly extras: readonly string[];
}

/** What a project's tests need beside the project. */
export interface CheckoutTools {
  /** Of groups, with their markers. */
  readonly requirements: readonly Requirement[];
  /** Extras of the project, normalised: what they ask for is installed as tools are. */
  readonly extras: readonly string[];
  /** Where they stand, for people; '' where the project says nothing. */
  readonly source: string;
}

/** In the order in which they are looked for. */
const usualNames = ['test', 'tests', 'testing', 'dev'];

/**
 * The groups and extras that are asked for, else the first group of a usual name, else such an extra. `provided` tells the
 * extras of the project.
 *
 * @throws SpipError `invalid-requirement`
 */
export async function checkoutTools(
  asked: AskedTools,
  { config: { pyproject } }: CheckoutProject,
  project: { readonly name: string; readonly provided: () => Promise<readonly string[]> },
): Promise<CheckoutTools> {
  const table = { ...olderGroups(pyproject), ...member(pyproject, 'dependency-groups') };
  const nothing = asked.groups.length + asked.extras.length === 0;
  const usual = nothing ? usualGroup(table) : undefined;
  const groups = usual === undefined ? asked.groups : [usual];
  const lines = groups.flatMap((name) => readGroup(table, name));
  // A group may ask for the project itself, for the sake of its extras.
  const [itself, others] = [
    lines.filter(({ name }) => name === project.name),
    lines.filter(({ name }) => name !== project.name),
  ];
  const extras = [...asked.extras.map(normaliseName), ...itself.flatMap((one) => one.extras)];
  const usualExtra =
    nothing && usual === undefined ? await firstUsual(project.provided) : undefined;
  const named = usualExtra === undefined ? asked.extras : [usualExtra];
  return {
    requirements: others,
    extras: [...new Set(usualExtra === undefined ? extras : [usualExtra])],
    source: [
      ...groups.map((name) => `dependency group ${name}`),
      ...named.map((name) => `extra ${name}`),
    ].join(', '),
  };
}

function usualGroup(table: TomlTable): string | undefined {
  const there = new Set(Object.keys(table).map(normaliseName));
  return usualNames.find((name) => there.has(name));
}

async function firstUsual(provided: () => Promise<readonly string[]>): Promise<string | undefined> {
  const there = (await provided()).map(normaliseName);
  return usualNames.find((name) => there.includes(name));
}

function readGroup(table: TomlTable, name: string): readonly Requirement[] {
  const place = `pyproject.toml, dependency group ${name}`;
  return dependencyGroup(table, name).map((text) => {
    const requirement = parseAt({ place }, () => parseRequirement(text));
    if (requirement.url !== undefined) {
      throw new SpipError(
        'invalid-requirement',
        `Expected a package of the index, found \`${requirement.text}\`, in \`${place}\``,
      );
    }
    return requirement;
  });
}

/**
 * What extras of a project ask for on a Python, those of the project that they name among them: without their markers,
 * which hold there.
 */
export function requirementsOfExtras(
  metadata: Pick<CoreMetadata, 'name' | 'requiresDist'>,
  extras: readonly string[],
  markers: MarkerEnvironment,
): readonly Requirement[] {
  const own = normaliseName(metadata.name);
  const all = metadata.requiresDist.map(parseRequirement);
  const seen = new Set<string>();
  const found: Requirement[] = [];
  const waiting = [...extras];
  for (let extra = waiting.pop(); extra !== undefined; extra = waiting.pop()) {
    if (seen.has(extra)) {
      continue;
    }
    seen.add(extra);
    const active = new Set([extra]);
    for (const requirement of all) {
      const { marker } = requirement;
      if (
        marker === undefined ||
        evaluateMarker(marker, markers, new Set()) ||
        !evaluateMarker(marker, markers, active)
      ) {
        continue;
      }
      if (requirement.name === own) {
        waiting.push(...requirement.extras);
      } else {
        found.push(parseRequirement(withoutMarker(requirement)));
      }
    }
  }
  return found;
}
