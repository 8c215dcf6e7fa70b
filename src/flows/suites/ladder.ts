import type { CellJob, StepRequest } from '../../model/cellJob.ts';
import type { FailingTest, OwnTestsRequest, Rung, TestCause } from '../../model/ownTests.ts';
import type { CellOutcome } from '../../model/record.ts';
import { SpipError } from '../../lib/spipError.ts';
import { readLenientRequirement } from '../../pep/lenientRequirement.ts';
import { formatRequirement } from '../../pep/requirement.ts';
import { formatSpecifiers, parseSpecifiers } from '../../pep/specifiers.ts';

export type OwnStep = Extract<StepRequest, { readonly name: 'own' }>;

/** The step of a job that runs the release's own tests. */
export function ownStepOf({ steps }: Pick<CellJob, 'steps'>): OwnStep | undefined {
  return steps.find((step) => step.name === 'own');
}

/** In the order in which environments are tried; what each is, for people. */
export const rungTexts: Readonly<Record<Rung, string>> = {
  declared: 'the requirements of its tests as declared, newest',
  unpinned: 'the requirements of its tests without upper bounds',
  'as-of-release': 'what there was when it was released',
  'older-pytest': 'the pytest of its time',
};

const rungs: readonly Rung[] = ['declared', 'unpinned', 'as-of-release', 'older-pytest'];

/** Reasons that another environment may change. */
const curable: ReadonlySet<CellOutcome['reason']> = new Set([
  'tests-failed',
  'collection-failed',
  'tests-not-runnable',
  'unresolvable',
  'no-compatible-file',
  'build-failed',
] as const);

/**
 * The same job in the next environment that is worth a try after this outcome, which must be none of those that were
 * tried (their commits); `undefined` where there is none: nothing
 * failed that an environment could change.
 */
export function nextRung(
  job: CellJob,
  outcome: CellOutcome,
  tried: readonly string[] = [],
): CellJob | undefined {
  const step = ownStepOf(job);
  if (step === undefined || !curable.has(outcome.reason) || isOfSurroundings(outcome)) {
    return undefined;
  }
  const place = rungs.indexOf(step.tests.rung);
  for (const rung of rungs.slice(place + 1)) {
    const next = onRung(job, step, { rung, tried });
    if (next !== undefined && !(rung === 'unpinned' && isUnpinned(outcome))) {
      return next;
    }
  }
  return undefined;
}

const lasting: ReadonlySet<TestCause> = new Set([
  'network',
  'privileges',
  'python-build',
  'absent-file',
  'hidden-file',
  'other-runner',
] as const);

function isLasting({ cause, kind }: FailingTest): boolean {
  // An older pytest passes over what it cannot collect for being another runner's.
  return (
    cause !== null && lasting.has(cause) && !(cause === 'other-runner' && kind === 'collection')
  );
}

/** Whether only the network and the like kept tests from passing: no other environment has these. */
function isOfSurroundings({ steps }: CellOutcome): boolean {
  const own = steps.find(({ name }) => name === 'own');
  const others = steps.some(({ name, state }) => name === 'import' && state !== 'pass');
  const failing = own?.tests?.failing ?? [];
  return others || (failing.length > 0 && failing.every(isLasting));
}

/** Whether nothing that was asked for had an upper bound. */
function isUnpinned({ steps }: CellOutcome): boolean {
  const asked = steps.find(({ name }) => name === 'own')?.tests?.requirements.asked;
  return (
    asked !== undefined && asked.every((text) => text.startsWith('[') || unpinned(text) === text)
  );
}

function onRung(
  job: CellJob,
  step: OwnStep,
  { rung, tried }: Pick<OwnTestsRequest, 'rung' | 'tried'>,
): CellJob | undefined {
  const steps = job.steps.map((each) =>
    each === step ? { ...step, tests: { ...step.tests, rung, tried } } : each,
  );
  const { released } = step.tests;
  switch (rung) {
    case 'as-of-release': {
      const asOf = released === null ? undefined : laterOf(released, eraOf(job.python));
      return asOf === undefined || job.asOf !== null ? undefined : { ...job, steps, asOf };
    }
    case 'older-pytest':
      return released !== null && pytestOf(released) !== undefined
        ? { ...job, steps, asOf: null }
        : undefined;
    case 'declared':
    case 'unpinned':
      return { ...job, steps };
  }
}

/** Requirements of tests as a rung has them. */
export function onlyFor(
  requirements: readonly string[],
  { rung, released }: { readonly rung: Rung; readonly released: string | null },
): readonly string[] {
  switch (rung) {
    case 'unpinned':
      return requirements.map(unpinned);
    case 'older-pytest': {
      const bound = released === null ? undefined : pytestOf(released);
      const hasPytest = requirements.some((text) => /^pytest\b(?!-)/i.test(text));
      return bound === undefined || !hasPytest ? requirements : [...requirements, bound];
    }
    case 'declared':
    case 'as-of-release':
      return requirements;
  }
}

/** A requirement without its upper bounds and pins. */
function unpinned(text: string): string {
  try {
    const { value } = readLenientRequirement(text);
    const parts = formatSpecifiers(value.specifiers)
      .split(',')
      .filter((part) => part !== '');
    const kept = parts.filter((part) => /^(?:>|!=)/.test(part.trim()));
    return kept.length === parts.length
      ? text
      : formatRequirement({ ...value, specifiers: parseSpecifiers(kept.join(',')) });
  } catch (error) {
    if (error instanceof SpipError) {
      return text;
    }
    throw error;
  }
}

/** When a minor version of Python had been out for half a year: before that hardly any plugin knew it. */
const eras: Readonly<Record<string, string>> = {
  '3.6': '2017-06-23',
  '3.7': '2018-12-27',
  '3.8': '2020-04-14',
  '3.9': '2021-04-05',
  '3.10': '2022-04-04',
  '3.11': '2023-04-24',
  '3.12': '2024-04-02',
  '3.13': '2025-04-07',
  '3.14': '2026-04-07',
};

function eraOf(python: string): string {
  return eras[/\d+\.\d+/.exec(python)?.[0] ?? ''] ?? '';
}

/** The later of two moments, as ISO 8601. */
function laterOf(one: string, other: string): string {
  return one > other ? one : `${other}T00:00:00.000Z`;
}

/** First releases of pytest's major versions, newest first. */
const pytestMajors: readonly (readonly [major: number, from: string])[] = [
  [9, '2025-11-08'],
  [8, '2024-01-27'],
  [7, '2022-02-03'],
  [6, '2020-07-28'],
  [5, '2019-06-29'],
  [4, '2018-11-13'],
  [3, '2016-08-18'],
];

/** The bound that gives the pytest of a moment; `undefined` where that is the newest. */
function pytestOf(moment: string): string | undefined {
  const major = pytestMajors.find(([, from]) => from <= moment)?.[0] ?? 3;
  return major === pytestMajors[0]?.[0] ? undefined : `pytest<${major + 1}`;
}
