import type { CellJob } from '../../model/cellJob.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { CellHead, CellOutcome, InterpreterRecord } from '../../model/record.ts';
import { cellId, unstartedOutcome } from '../../model/record.ts';
import { formatMarker } from '../../pep/marker.ts';
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
  return pythons.interpreters.flatMap((interpreter) =>
    request.beside.map((choices): Place => {
      const head = headOf({ release, requirement, tools: request.tools }, interpreter, choices);
      const why = whyNot(requirement, interpreter, { ...pythons, ...request });
      if (why === undefined) {
        const { job, tools } = request;
        const steps = request.steps(release);
        const how = { choices, tools, asOf, steps, ...job };
        return { kind: 'run', head, job: jobOf(head, release, how) };
      }
      const [reason, message] = why;
      const outcome = unstartedOutcome({ state: 'not-applicable', reason }, message);
      return { kind: 'decided', head, outcome };
    }),
  );
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
  readonly tools: readonly Requirement[];
}

function headOf(
  { release, requirement, tools }: Subject,
  interpreter: Interpreter,
  choices: readonly WithChoice[],
): CellHead {
  const axes = axesOfChoices(choices);
  const { name, extras, text } = requirement;
  const { python } = interpreter;
  return {
    id: cellId({ package: name, version: release.text, python, axes }),
    package: name,
    requested: text,
    extras,
    version: release.text,
    axes,
    tools: tools.map((tool) => tool.text),
    python,
    interpreter: interpreterRecord(interpreter),
  };
}

function interpreterRecord(interpreter: Interpreter): InterpreterRecord {
  const { executable: path, implementation, version, abiflags, build } = interpreter;
  return { path, implementation, version, abiflags, build };
}

function jobOf(
  { id, package: underTest, extras, python, interpreter }: CellHead,
  release: Release,
  how: PlanRequest['job'] &
    Pick<CellJob, 'asOf' | 'steps'> &
    Pick<PlanRequest, 'tools'> & { readonly choices: readonly WithChoice[] },
): Omit<CellJob, 'slug'> {
  const { choices, tools, ...rest } = how;
  const asked = extras.length === 0 ? '' : `[${extras.join(',')}]`;
  return {
    id,
    underTest,
    extras,
    python,
    interpreterBuild: interpreter.build,
    roots: [`${underTest}${asked}==${formatVersion(release.version)}`],
    beside: choices.map(({ requirement }) => requirement.text),
    tools: tools.map(({ text }) => text),
    ...rest,
  };
}
