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
import { axesOfChoices } from './readBeside.ts';
import type { WithChoice } from './readBeside.ts';

/** A place in the grid: a cell to run, whose folders have no name yet, or one that the plan alone decides. */
export type Place =
  | { readonly kind: 'run'; readonly head: CellHead; readonly job: Omit<CellJob, 'slug'> }
  | { readonly kind: 'decided'; readonly head: CellHead; readonly outcome: CellOutcome };

/** The cells of one release: each of its Pythons with each combination beside it. */
export async function planRelease(
  release: Release,
  requirement: Requirement,
  request: PlanRequest,
): Promise<readonly Place[]> {
  const pythons = await releasePythons(release, requirement.name, request);
  const asOf = request.asOf(release, requirement.name)?.toISOString() ?? null;
  const places = pythons.interpreters.flatMap((interpreter) => {
    const tools = request.tools(interpreter).map(withoutMarker);
    return request.beside.map((choices): Place => {
      const head = headOf({ release, requirement, tools }, pythonOf(interpreter), choices);
      const why = whyNot(requirement, interpreter, { ...pythons, ...request });
      if (why === undefined) {
        const steps = request.steps(release, requirement.name);
        const how = { choices, tools, asOf, steps, ...request.job };
        return { kind: 'run', head, job: jobOf(head, release, how) };
      }
      const [reason, message] = why;
      const outcome = unstartedOutcome({ state: 'not-applicable', reason }, message);
      return { kind: 'decided', head, outcome };
    });
  });
  return [...places, ...missingPlaces({ release, requirement, tools: [] }, request)];
}

/** A Python that isn't there is a cell all the same: else there would be one less, and nobody would know. */
function missingPlaces(
  subject: Subject,
  { missing, beside }: Pick<PlanRequest, 'missing' | 'beside'>,
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
    return beside.map((choices): Place => {
      const head = headOf(subject, { python, interpreter }, choices);
      return { kind: 'decided', head, outcome };
    });
  });
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
  choices: readonly WithChoice[],
): CellHead {
  const axes = axesOfChoices(choices);
  const { name, extras, text } = requirement;
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
    Pick<CellJob, 'asOf' | 'steps'> &
    Pick<CellJob, 'tools'> & { readonly choices: readonly WithChoice[] },
): Omit<CellJob, 'slug'> {
  const { choices, ...rest } = how;
  const asked = extras.length === 0 ? '' : `[${extras.join(',')}]`;
  return {
    id,
    underTest,
    extras,
    python,
    interpreterBuild: interpreter.build,
    roots: [`${underTest}${asked}==${formatVersion(release.version)}`],
    beside: choices.map(({ requirement }) => requirement.text),
    ...rest,
  };
}
