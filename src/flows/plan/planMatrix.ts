import { allEnded } from '../../lib/allEnded.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { CellJob } from '../../model/cellJob.ts';
import { slugOf } from '../../model/cellJob.ts';
import type { CellHead } from '../../model/record.ts';
import type { CellEnd } from '../../model/runEvent.ts';
import type { PackageSelection } from '../../model/runInfo.ts';
import type { Requirement } from '../../pep/requirement.ts';
import type { Release } from '../sets/groupReleases.ts';
import { groupReleases } from '../sets/groupReleases.ts';
import { choosePlaces } from './choosePlaces.ts';
import { expectKnownAxes } from './excludedCells.ts';
import { planRelease } from './planRelease.ts';
import type { PlanRequest } from './planRequest.ts';
import type { HashedRequirement } from '../ask/readInputs.ts';
import { selectReleases } from './selectReleases.ts';
import { unknownPackage } from './unknownPackage.ts';

export interface MatrixPlan {
  readonly selections: readonly PackageSelection[];
  /** All cells in the order of the grid. */
  readonly cells: readonly CellHead[];
  /** Those that are to run. */
  readonly jobs: readonly CellJob[];
  /** Those that the plan alone decides. */
  readonly decided: readonly CellEnd[];
  readonly warnings: readonly string[];
}

/**
 * Which cells there are.
 *
 * @throws SpipError `unknown-package`, `no-such-version`, `usage`, `no-cells`, `invalid-requirement`
 */
export async function planMatrix(request: PlanRequest): Promise<MatrixPlan> {
  refuseRepeated(request);
  await refuseUnknownBeside(request);
  const selected = await allEnded(request.requirements.map((each) => selectFor(each, request)));
  const rows = await allEnded(
    selected.flatMap(({ requirement, releases }) =>
      releases.map((release) => planRelease(release, requirement, request)),
    ),
  );
  const all = rows.flat();
  if (all.length === 0) {
    throw new SpipError('no-cells', 'Expected the selection to name at least one cell, found none');
  }
  const heads = all.map(({ head }) => head);
  expectKnownAxes(request.exclusions, heads);
  const { places, choices } = choosePlaces(all, request);
  return {
    selections: selected.map(({ requirement, releases, available }) => ({
      package: requirement.name,
      requested: requirement.text,
      versions: releases.map(({ text }) => text),
      available,
      ...(request.origins === undefined ? {} : { origins: request.origins }),
      ...(choices.has(requirement.name) ? { choice: choices.get(requirement.name) } : {}),
    })),
    cells: places.map(({ head }) => head),
    jobs: places
      .flatMap((place) => (place.kind === 'run' ? [place.job] : []))
      .map((job, index) => ({ ...job, slug: slugOf(index) })),
    decided: places.flatMap((place) =>
      place.kind === 'decided' ? [{ cell: place.head.id, outcome: place.outcome }] : [],
    ),
    warnings: [...request.warnings, ...selected.flatMap(({ warnings }) => warnings)],
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
  const project = await request.project(requirement.name, hashes);
  if (project === undefined) {
    throw unknownPackage(requirement.name, requirement.text);
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

function refuseRepeated({ requirements, besideNames }: PlanRequest): void {
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
  const both = besideNames.find((name) => seen.has(name));
  if (both !== undefined) {
    throw new SpipError(
      'usage',
      `Expected \`--with\` to name another package than those under test, found \`${both}\``,
      { hint: 'choose its releases with `--versions`' },
    );
  }
}

async function refuseUnknownBeside({
  sourced,
  project,
  besideNames,
}: Pick<PlanRequest, 'besideNames' | 'sourced' | 'project'>): Promise<void> {
  for (const name of besideNames) {
    if (!sourced.has(name) && (await project(name, [])) === undefined) {
      throw unknownPackage(name);
    }
  }
}
