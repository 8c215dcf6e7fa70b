import { SpipError } from '../lib/spipError.ts';
import type { Cell } from '../model/cell.ts';
import { cellId } from '../model/cell.ts';
import type { CellResult } from '../model/cellResult.ts';
import type { DistFile, ProjectFiles } from '../model/distFile.ts';
import type { Interpreter } from '../model/interpreter.ts';
import type { PackageSelection } from '../model/runEvent.ts';
import { formatMarker } from '../pep/marker.ts';
import type { Requirement } from '../pep/requirement.ts';
import { parseRequirement } from '../pep/requirement.ts';
import type { Specifiers } from '../pep/specifiers.ts';
import { admitsPython, parseSpecifiers } from '../pep/specifiers.ts';
import { tagRank } from '../pep/tags.ts';
import { formatVersion } from '../pep/version.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';
import { pickAuto } from '../pythons/pickAuto.ts';
import { appliesTo } from './appliesTo.ts';
import { decidedResult } from './endedResult.ts';
import type { Release } from './groupReleases.ts';
import { groupReleases } from './groupReleases.ts';
import type { HashedRequirement } from './readInputs.ts';
import type { ReleaseChoice } from './selectReleases.ts';
import { selectReleases } from './selectReleases.ts';
import { unknownPackage } from './unknownPackage.ts';

/** A cell that will run, with what the plan knows of its release. */
export interface PlannedCell {
  readonly cell: Cell;
  readonly requirement: Requirement;
  readonly release: Release;
}

export interface MatrixPlan {
  readonly selections: readonly PackageSelection[];
  /** Columns of the grid, in order. */
  readonly pythons: readonly string[];
  readonly planned: readonly PlannedCell[];
  /** Cells that the plan alone decides. */
  readonly decided: readonly CellResult[];
  /** Ids of all cells in the order of the grid. */
  readonly order: readonly string[];
  readonly warnings: readonly string[];
}

export interface PlanRequest {
  readonly requirements: readonly HashedRequirement[];
  readonly choice: ReleaseChoice;
  /** Interpreters that `--python` chose; `undefined` for `auto`. */
  readonly chosen: readonly Interpreter[] | undefined;
  /** All usable interpreters, for `auto`. */
  readonly installed: readonly Interpreter[];
  /** The files that may be chosen: of those with one of the hashes, if there are any. */
  readonly project: (name: string, hashes: readonly string[]) => Promise<ProjectFiles | undefined>;
  /** The Requires-Python that the release's own metadata gives, where the page gives none. */
  readonly requiresPython: (release: Release) => Promise<string | undefined>;
}

/**
 * Which cells there are.
 *
 * @throws SpipError `unknown-package`, `no-such-version`, `usage`, `no-cells`, `invalid-requirement`
 */
export async function planMatrix(request: PlanRequest): Promise<MatrixPlan> {
  refuseRepeated(request.requirements);
  const selected = await Promise.all(request.requirements.map((each) => selectFor(each, request)));
  const rows = await Promise.all(
    selected.flatMap(({ requirement, releases }) =>
      releases.map((release) => planRelease(release, requirement, request)),
    ),
  );
  const places = rows.flat();
  if (places.length === 0) {
    throw new SpipError('no-cells', 'Expected the selection to name at least one cell, found none');
  }
  return {
    selections: selected.map(({ requirement, releases, available }) => ({
      package: requirement.name,
      requested: requirement.text,
      versions: releases.map(({ text }) => text),
      available,
    })),
    pythons: columns(places, request),
    planned: places.flatMap((place) => (place.kind === 'run' ? [place.planned] : [])),
    decided: places.flatMap((place) => (place.kind === 'decided' ? [place.result] : [])),
    order: places.map((place) =>
      place.kind === 'run' ? place.planned.cell.id : place.result.cell.id,
    ),
    warnings: selected.flatMap(({ warnings }) => warnings),
  };
}

interface Selected {
  readonly requirement: Requirement;
  readonly releases: readonly Release[];
  readonly available: number;
  readonly warnings: readonly string[];
}

async function selectFor(
  { requirement, hashes }: HashedRequirement,
  request: PlanRequest,
): Promise<Selected> {
  if (requirement.url !== undefined) {
    throw new SpipError(
      'usage',
      `Expected a release on an index, found a direct reference: \`${requirement.text}\``,
      { hint: `pass \`${requirement.name}\` to test the releases that the index has` },
    );
  }
  const project = await request.project(requirement.name, hashes);
  if (project === undefined) {
    throw unknownPackage(requirement.name);
  }
  const { releases, available } = selectReleases(
    requirement,
    groupReleases(project),
    request.choice,
  );
  const warnings = releases.flatMap(({ text, yanked }) =>
    yanked === false
      ? []
      : [`${requirement.name} ${text} was yanked${yanked === '' ? '' : `: ${yanked}`}`],
  );
  return { requirement, releases, available, warnings };
}

type Place =
  | { readonly kind: 'run'; readonly planned: PlannedCell }
  | { readonly kind: 'decided'; readonly result: CellResult };

async function planRelease(
  release: Release,
  requirement: Requirement,
  request: PlanRequest,
): Promise<readonly Place[]> {
  const fromMetadata = await ownRequiresPython(release, request);
  const admits = (interpreter: Interpreter): boolean =>
    usableFiles(release).some((file) => admitted(file.requiresPython ?? fromMetadata, interpreter));
  const interpreters = request.chosen ?? [autoPython(release, fromMetadata, request)];
  return interpreters.map((interpreter): Place => {
    const planned = { cell: makeCell(release, requirement, interpreter), requirement, release };
    if (!admits(interpreter)) {
      return { kind: 'decided', result: notAdmitted(planned, fromMetadata) };
    }
    return appliesTo(requirement, interpreter)
      ? { kind: 'run', planned }
      : { kind: 'decided', result: excludedByMarker(planned) };
  });
}

/** The index may not say it: then the release's own metadata does. */
async function ownRequiresPython(
  release: Release,
  request: PlanRequest,
): Promise<string | undefined> {
  return release.files.some((file) => file.requiresPython !== undefined)
    ? undefined
    : request.requiresPython(release);
}

function usableFiles(release: Release): readonly DistFile[] {
  return release.yanked === false
    ? release.files.filter((file) => file.yanked === false)
    : release.files;
}

function admitted(requiresPython: string | undefined, interpreter: Interpreter): boolean {
  const specifiers = readSpecifiers(requiresPython);
  return specifiers === undefined || admitsPython(specifiers, interpreter.version);
}

function fitsWheel({ filename }: DistFile, { tags }: Interpreter): boolean {
  return tagRank(parseWheelFilename(filename), tags) !== undefined;
}

/** An invalid Requires-Python counts as none, as for pip. */
function readSpecifiers(text: string | undefined): Specifiers | undefined {
  if (text === undefined) {
    return undefined;
  }
  try {
    return parseSpecifiers(text);
  } catch {
    return undefined;
  }
}

function autoPython(
  release: Release,
  fromMetadata: string | undefined,
  request: PlanRequest,
): Interpreter {
  const files = usableFiles(release);
  const wheels = files.filter((file) => file.kind === 'wheel');
  const texts = new Set(files.map((file) => file.requiresPython ?? fromMetadata));
  const candidates = request.installed.filter((interpreter) =>
    [...texts].some((text) => admitted(text, interpreter)),
  );
  const newest = pickAuto(candidates, {
    requiresPython: undefined,
    hasCompatibleWheel:
      wheels.length === 0
        ? undefined
        : (interpreter) =>
            wheels.some(
              (file) =>
                admitted(file.requiresPython ?? fromMetadata, interpreter) &&
                fitsWheel(file, interpreter),
            ),
  });
  // Where no installed Python is admitted the newest stands for all, and says why.
  const shown = newest ?? pickAuto(request.installed, { requiresPython: undefined });
  if (shown === undefined) {
    throw new SpipError('no-python', 'Failed to find a final CPython on this machine', {
      hint: 'install one, put it on PATH, or name one with `--python PATH`; `spip python list` shows what was found',
    });
  }
  return shown;
}

let slugs = 0;

function makeCell(release: Release, requirement: Requirement, interpreter: Interpreter): Cell {
  const parts = { package: requirement.name, version: release.text, interpreter, axes: {} };
  slugs += 1;
  return {
    ...parts,
    id: cellId(parts),
    slug: `c${slugs.toString(36)}`,
    requested: requirement.text,
    extras: requirement.extras,
  };
}

function notAdmitted(planned: PlannedCell, fromMetadata: string | undefined): CellResult {
  const { cell, release } = planned;
  const required = [
    ...new Set(usableFiles(release).map((file) => file.requiresPython ?? fromMetadata)),
  ].filter((text) => text !== undefined);
  return decidedResult(
    cell,
    { state: 'not-applicable', reason: 'requires-python' },
    `Requires Python ${required.map((text) => `\`${text}\``).join(' or ')}`,
  );
}

function excludedByMarker({ cell, requirement: { marker } }: PlannedCell): CellResult {
  return decidedResult(
    cell,
    { state: 'not-applicable', reason: 'excluded' },
    `Asked for only where \`${marker === undefined ? '' : formatMarker(marker)}\``,
  );
}

function refuseRepeated(requirements: readonly HashedRequirement[]): void {
  const seen = new Set<string>();
  for (const {
    requirement: { name },
  } of requirements) {
    if (seen.has(name)) {
      throw new SpipError('usage', `Expected each package once, found \`${name}\` twice`, {
        hint: 'join the specifiers, for example `"click>=8,<9"`',
      });
    }
    seen.add(name);
  }
}

function columns(places: readonly Place[], request: PlanRequest): readonly string[] {
  if (request.chosen !== undefined) {
    return request.chosen.map(({ python }) => python);
  }
  const used = new Set(
    places.map((place) =>
      place.kind === 'run' ? place.planned.cell.interpreter : place.result.cell.interpreter,
    ),
  );
  return request.installed.filter((each) => used.has(each)).map(({ python }) => python);
}

/** The requirement that pins exactly the release under test. */
export function pinOf({ cell, release }: PlannedCell): Requirement {
  const extras = cell.extras.length === 0 ? '' : `[${cell.extras.join(',')}]`;
  return parseRequirement(`${cell.package}${extras}==${formatVersion(release.version)}`);
}
