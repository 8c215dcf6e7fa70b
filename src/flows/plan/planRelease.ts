import { hash } from 'node:crypto';
import type { CellJob } from '../../model/cellJob.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { CellHead, CellOutcome } from '../../model/record.ts';
import { cellId, unstartedOutcome } from '../../model/record.ts';
import { formatMarker } from '../../pep/marker.ts';
import { withoutMarker } from '../../pep/requirement.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { formatVersion } from '../../pep/version.ts';
import { appliesTo } from '../sets/appliesTo.ts';
import type { Release } from '../sets/groupReleases.ts';
import type { PlanRequest } from './planRequest.ts';
import { releasePythons } from './releasePythons.ts';
import type { ReleasePythons } from './releasePythons.ts';
import { axesOf, combinationsOf } from './axes.ts';
import type { Combination } from './axes.ts';
import { exclusionOf } from './excludedCells.ts';

/** A place in the grid: a cell to run, whose folders have no name yet, or one that the plan alone decides. */
export type Place =
  | { readonly kind: 'run'; readonly head: CellHead; readonly job: Omit<CellJob, 'slug'> }
  | { readonly kind: 'decided'; readonly head: CellHead; readonly outcome: CellOutcome };

/** The cells of one release: each of its Pythons with each combination of values of the other axes. */
export async function planRelease(
  release: Release,
  requirement: Requirement,
  request: PlanRequest,
): Promise<readonly Place[]> {
  const pythons = await releasePythons(release, requirement.name, request);
  const asOf = request.asOf(release, requirement.name)?.toISOString() ?? null;
  const extras = await request.extrasOf(release, requirement.name);
  const combinations = combinationsOf([...request.axes, ...extras]);
  const places = pythons.interpreters.flatMap((interpreter) => {
    const tools = request.tools(interpreter);
    const subject = { release, requirement, tools: tools.map(withoutMarker) };
    return combinations.map((combination): Place => {
      const head = headOf(subject, pythonOf(interpreter), combination);
      const why =
        whyNot(requirement, interpreter, { ...pythons, ...request }) ??
        whyExcluded(head, { combination, interpreter }, request);
      if (why === undefined) {
        const steps = request.steps(release, requirement.name);
        const how = { combination, asOf, steps, ...besideOf(combination, tools, request) };
        return { kind: 'run', head, job: jobOf(head, release, { ...how, ...request.job }) };
      }
      const [reason, message] = why;
      const outcome = unstartedOutcome({ state: 'not-applicable', reason }, message);
      return { kind: 'decided', head, outcome };
    });
  });
  return [
    ...places,
    ...missingPlaces({ release, requirement, tools: [] }, combinations, request.missing),
  ];
}

/** A Python that isn't there is a cell all the same: else there would be one less, and nobody would know. */
function missingPlaces(
  subject: Subject,
  combinations: readonly Combination[],
  missing: PlanRequest['missing'],
): readonly Place[] {
  return missing.flatMap(({ python, implementation, command }) => {
    const version = python.replace(/^pypy/, '');
    const build = hash('sha256', `no ${python}`, 'hex');
    const interpreter = { path: '', implementation, version, abiflags: '', build };
    const verdict = { state: 'blocked', reason: 'no-interpreter' } as const;
    const outcome = {
      ...unstartedOutcome(verdict, `Python ${python} is not on this machine`),
      hint: `\`${command}\` gets it`,
    };
    return combinations.map((combination): Place => {
      const head = headOf(subject, { python, interpreter }, combination);
      return { kind: 'decided', head, outcome };
    });
  });
}

/** What a combination and the tools bring in: of what the release requires itself the order of the cell holds. */
function besideOf(
  combination: Combination,
  tools: readonly Requirement[],
  { requiredNames }: Pick<PlanRequest, 'requiredNames'>,
): Pick<CellJob, 'beside' | 'tools'> {
  const [own, others] = [
    tools.filter(({ name }) => requiredNames.has(name)),
    tools.filter(({ name }) => !requiredNames.has(name)),
  ];
  const chosen = combination.flatMap(({ requirement }) => requirement?.text ?? []);
  return { beside: [...chosen, ...own.map(withoutMarker)], tools: others.map(withoutMarker) };
}

function whyExcluded(
  head: CellHead,
  {
    combination,
    interpreter,
  }: { readonly combination: Combination; readonly interpreter: Interpreter },
  { exclusions, combinationExcludes }: Pick<PlanRequest, 'exclusions' | 'combinationExcludes'>,
): NotApplicable | undefined {
  const exclusion = exclusionOf(head, exclusions);
  if (exclusion !== undefined) {
    return ['excluded', `Excluded by \`--exclude-cell ${exclusion}\``];
  }
  const message = combinationExcludes(combination, interpreter);
  return message === undefined ? undefined : ['requires-python', message];
}

type NotApplicable = readonly [reason: 'requires-python' | 'excluded', message: string];

/** Why a cell needs no run; `undefined` if it does. */
function whyNot(
  requirement: Requirement,
  interpreter: Interpreter,
  { admits, required, lockExcludes }: ReleasePythons & Pick<PlanRequest, 'lockExcludes'>,
): NotApplicable | undefined {
  if (!admits(interpreter)) {
    const texts = required.map((text) => `\`${text}\``).join(' or ');
    return ['requires-python', `Requires Python ${texts}`];
  }
  if (!appliesTo(requirement, interpreter)) {
    const { marker } = requirement;
    const text = marker === undefined ? '' : formatMarker(marker);
    return ['excluded', `Asked for only where \`${text}\``];
  }
  const message = lockExcludes(interpreter);
  return message === undefined ? undefined : ['excluded', message];
}

interface Subject {
  readonly release: Release;
  readonly requirement: Requirement;
  readonly tools: readonly string[];
}

function headOf(
  { release, requirement, tools }: Subject,
  { python, interpreter }: Pick<CellHead, 'python' | 'interpreter'>,
  combination: Combination,
): CellHead {
  const axes = axesOf(combination);
  const { name, text } = requirement;
  const more = combination.flatMap((value) => value.extras ?? []);
  const extras = [...new Set([...requirement.extras, ...more])].toSorted();
  return {
    id: cellId({ package: name, version: release.text, python, axes }),
    package: name,
    requested: text,
    extras,
    version: release.text,
    axes,
    tools,
    python,
    interpreter,
  };
}

function pythonOf(interpreter: Interpreter): Pick<CellHead, 'python' | 'interpreter'> {
  const { executable: path, implementation, version, abiflags, build, python } = interpreter;
  return { python, interpreter: { path, implementation, version, abiflags, build } };
}

function jobOf(
  { id, package: underTest, extras, python, interpreter }: CellHead,
  release: Release,
  how: PlanRequest['job'] &
    Pick<CellJob, 'asOf' | 'steps' | 'tools' | 'beside'> & { readonly combination: Combination },
): Omit<CellJob, 'slug'> {
  const { combination, ...rest } = how;
  const asked = extras.length === 0 ? '' : `[${extras.join(',')}]`;
  return {
    id,
    underTest,
    extras,
    python,
    interpreterBuild: interpreter.build,
    roots: [`${underTest}${asked}==${formatVersion(release.version)}`],
    repair: null,
    strategy: combination.find(({ strategy }) => strategy !== undefined)?.strategy ?? null,
    ...rest,
  };
}
