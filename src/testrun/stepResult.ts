import type { TestsRecord } from '../model/ownTests.ts';
import type { StepName, StepState } from '../model/record.ts';
import type { Note } from '../model/storedWheel.ts';
import type { MeasuredUse } from '../process/usage/usageWatch.ts';
import type { Verdict } from '../model/verdict.ts';

/** What a step's processes used. */
interface StepResources {
  readonly cpuSeconds: number;
  /** Of the largest of them, as the kernel says it. */
  readonly maxRssBytes: number;
  /** Of all of them at a time; `undefined`: not measured. */
  readonly memoryBytes: number | undefined;
  readonly diskBytes: number | undefined;
}

export interface StepResult {
  readonly name: StepName;
  readonly state: StepState;
  /** The verdict that this step alone gives; `undefined` for pass and skipped. */
  readonly verdict: Verdict | undefined;
  /** One line for people; '' where there is nothing to say. */
  readonly message: string;
  /** What the person can do about it. */
  readonly hint: string | undefined;
  readonly exitStatus: number | undefined;
  /** For example `SIGSEGV`. */
  readonly signal: string | undefined;
  readonly seconds: number;
  /** Path of the log relative to the run's folder; `undefined` where nothing ran. */
  readonly log: string | undefined;
  readonly resources: StepResources | undefined;
  /** What it ran, where it knows its tests one by one. */
  readonly tests: TestsRecord | undefined;
  readonly notes: readonly Note[];
}

/** A step's result: given what is known, nothing for the rest. */
export function stepResult(
  name: StepName,
  verdict: Verdict | undefined,
  known: Partial<StepResult>,
): StepResult {
  return {
    name,
    state: stateOf(verdict),
    verdict,
    message: '',
    hint: undefined,
    exitStatus: undefined,
    signal: undefined,
    seconds: 0,
    log: undefined,
    resources: undefined,
    tests: undefined,
    notes: [],
    ...known,
  };
}

export function skippedStep(name: StepName, message: string): StepResult {
  return stepResult(name, undefined, { state: 'skipped', message });
}

/** What is known of a step that came to no end is what was seen of it from outside. */
export function resourcesOf({
  ends,
  use,
}: {
  readonly ends: readonly Pick<StepResources, 'cpuSeconds' | 'maxRssBytes'>[];
  readonly use: MeasuredUse;
}): StepResources | undefined {
  const { memoryBytes, cpuSeconds = 0, diskBytes } = use;
  if (ends.length === 0 && memoryBytes === undefined) {
    return undefined;
  }
  const maxRssBytes = Math.max(0, ...ends.map((end) => end.maxRssBytes));
  return {
    cpuSeconds: Math.max(
      cpuSeconds,
      ends.reduce((sum, end) => sum + end.cpuSeconds, 0),
    ),
    maxRssBytes,
    // One that was gone before the next look was alone.
    memoryBytes: Math.max(memoryBytes ?? 0, maxRssBytes),
    diskBytes,
  };
}

function stateOf(verdict: Verdict | undefined): StepState {
  switch (verdict?.state) {
    case undefined:
    case 'pass':
      return 'pass';
    case 'limit':
      return 'limit';
    case 'no-tests':
      return 'no-tests';
    case 'infra':
      return 'error';
    case 'fail':
    case 'blocked':
      return 'fail';
    case 'not-applicable':
    case 'cancelled':
      return 'skipped';
  }
}
