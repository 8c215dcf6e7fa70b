import type { CellRecord, StepRecord } from '../model/record.ts';

/** What is told of one thing of a cell, before and now. */
export interface ReplayedFact {
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

/** What came of a cell, before and now: verdict and environment, which make it the same, then its steps. */
export function replayedFacts(before: CellRecord, now: CellRecord): readonly ReplayedFact[] {
  const names = [...new Set([...before.steps, ...now.steps].map(({ name }) => name))];
  const stepIn = ({ steps }: CellRecord, name: string): string =>
    stepText(steps.find((step) => step.name === name));
  return [
    { what: 'verdict', before: verdictText(before), now: verdictText(now) },
    { what: 'environment', before: before.environment ?? 'none', now: now.environment ?? 'none' },
    ...names.map((name) => ({ what: name, before: stepIn(before, name), now: stepIn(now, name) })),
  ];
}

/** Whether the cell came to the same in the same environment. */
export function isSame(before: CellRecord, now: CellRecord): boolean {
  return (
    before.environment === now.environment &&
    before.state === now.state &&
    reasonOfOne(before) === reasonOfOne(now)
  );
}

/** Tests that failed in only one of them. */
export function onlyFailing(one: CellRecord, other: CellRecord): readonly string[] {
  const there = new Set(failingOf(other));
  return failingOf(one).filter((test) => !there.has(test));
}

/** These two are said of several attempts; each of them was a clean pass. */
function reasonOfOne({ reason }: CellRecord): CellRecord['reason'] {
  return reason === 'flaky' || reason === 'older-environment' || reason === 'repaired'
    ? 'clean'
    : reason;
}

function failingOf({ steps }: CellRecord): readonly string[] {
  return steps.flatMap(({ tests }) => tests?.failing.map(({ test }) => test) ?? []);
}

function verdictText({ state, reason }: CellRecord): string {
  return reason === 'clean' ? state : `${state}: ${reason}`;
}

function stepText(step: StepRecord | undefined): string {
  if (step === undefined) {
    return 'did not run';
  }
  const counts = Object.entries(step.tests?.counts ?? {})
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const end = step.signal ?? (step.exit_status === null ? [] : `exit ${step.exit_status}`);
  return [step.reason ?? step.state, ...counts, ...[end].flat()].join(', ');
}
