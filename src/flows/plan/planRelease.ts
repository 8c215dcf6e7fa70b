import type { Cell } from '../../model/cell.ts';
import { cellId } from '../../model/cell.ts';
import type { CellResult } from '../../model/cellResult.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { Verdict } from '../../model/verdict.ts';
import { formatMarker } from '../../pep/marker.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { appliesTo } from '../sets/appliesTo.ts';
import { decidedResult } from './decidedResult.ts';
import type { Release } from '../sets/groupReleases.ts';
import type { PlanRequest } from './planRequest.ts';
import { releasePythons } from './releasePythons.ts';
import type { ReleasePythons } from './releasePythons.ts';
import { axesOfChoices } from './withAxes.ts';
import type { WithChoice } from './withAxes.ts';

/** A cell that will run, with what the plan knows of its release. */
export interface PlannedCell {
  readonly cell: Cell;
  readonly requirement: Requirement;
  readonly release: Release;
  /** What is installed beside it. */
  readonly beside: readonly Requirement[];
  /** Only what was uploaded before counts; `undefined`: everything. */
  readonly asOf: Date | undefined;
}

/** A place in the grid: a cell to run, or one that the plan alone decides. */
export type Place =
  | { readonly kind: 'run'; readonly planned: PlannedCell }
  | { readonly kind: 'decided'; readonly result: CellResult };

/** The cells of one release: each of its Pythons with each combination beside it. */
export async function planRelease(
  release: Release,
  requirement: Requirement,
  request: PlanRequest,
): Promise<readonly Place[]> {
  const pythons = await releasePythons(release, requirement.name, request);
  const asOf = request.asOf(release, requirement.name);
  return pythons.interpreters.flatMap((interpreter) =>
    request.beside.map((choices) => {
      const beside = choices.map((choice) => choice.requirement);
      const cell = makeCell({ release, requirement }, interpreter, choices);
      return placeOf({ cell, requirement, release, beside, asOf }, { ...pythons, ...request });
    }),
  );
}

function placeOf(
  planned: PlannedCell,
  { admits, required, lockExcludes }: ReleasePythons & Pick<PlanRequest, 'lockExcludes'>,
): Place {
  const { cell, requirement } = planned;
  if (!admits(cell.interpreter)) {
    return { kind: 'decided', result: notAdmitted(cell, required) };
  }
  if (!appliesTo(requirement, cell.interpreter)) {
    return { kind: 'decided', result: excludedByMarker(planned) };
  }
  const message = lockExcludes(cell.interpreter);
  return message === undefined
    ? { kind: 'run', planned }
    : { kind: 'decided', result: decidedResult(cell, excluded, message) };
}

const excluded: Verdict = { state: 'not-applicable', reason: 'excluded' };

let slugs = 0;

function makeCell(
  { release, requirement }: Pick<PlannedCell, 'release' | 'requirement'>,
  interpreter: Interpreter,
  choices: readonly WithChoice[],
): Cell {
  const axes = axesOfChoices(choices);
  const parts = { package: requirement.name, version: release.text, interpreter, axes };
  slugs += 1;
  return {
    ...parts,
    id: cellId(parts),
    slug: `c${slugs.toString(36)}`,
    requested: requirement.text,
    extras: requirement.extras,
  };
}

function notAdmitted(cell: Cell, required: readonly string[]): CellResult {
  return decidedResult(
    cell,
    { state: 'not-applicable', reason: 'requires-python' },
    `Requires Python ${required.map((text) => `\`${text}\``).join(' or ')}`,
  );
}

function excludedByMarker({ cell, requirement: { marker } }: PlannedCell): CellResult {
  return decidedResult(
    cell,
    excluded,
    `Asked for only where \`${marker === undefined ? '' : formatMarker(marker)}\``,
  );
}
