import { relative } from 'node:path';
import { SpipError } from '../lib/spipError.ts';
import type { MeasuredUse } from '../process/usage/usageWatch.ts';
import type { DriverReport } from './driver/driverReport.ts';
import { type DriverRun, type PlannedStep, logPath, runDriver } from './driver/runDriver.ts';
import { lastLine } from './oneLine.ts';
import { brokenOff } from './steps/brokenOff.ts';
import type { StepRun } from './steps/step.ts';
import { skippedStep, stepResult } from './stepResult.ts';
import type { StepResult } from './stepResult.ts';
import type { TestPlan } from './testPlan.ts';

/** A step with what it has still to run, and what came of the rest. */
export interface WaitingStep extends PlannedStep {
  readonly earlier: Pick<StepRun, 'ends' | 'seconds' | 'use'>;
}

export function skipped(waiting: readonly WaitingStep[], message: string): readonly StepResult[] {
  return waiting.map(({ step }) => skippedStep(step.name, message));
}

/**
 * Starts the driver once: the results of the first of these steps, and what waits for another start. At least one child
 * is done with: a step that takes the driver with it must not cost the next ones.
 *
 * @throws SpipError `interrupted`, `disk`, `internal`
 */
export async function driveSteps(
  plan: TestPlan,
  waiting: readonly WaitingStep[],
): Promise<{ readonly results: readonly StepResult[]; readonly waiting: readonly WaitingStep[] }> {
  const run = await runDriver(plan, waiting);
  expectSupervised(plan, run);
  const { report } = run;
  if (!report.ready) {
    return { results: notStarted(plan, waiting, run), waiting: [] };
  }
  const results: StepResult[] = [];
  let from = 0;
  for (const [index, next] of waiting.entries()) {
    const [, ...later] = waiting.slice(index);
    // Its children never had their turn, or the driver may not be itself any more.
    if (index > 0 && (!report.guarded || report.startedAt.length <= from)) {
      return { results, waiting: [next, ...later] };
    }
    const { step, children } = next;
    const came = stepRun(plan, run, { next, index, from });
    // The flood of an earlier step was noticed only now.
    if (index > 0 && came.brokenOff === 'output-flood' && !hasFlooded(run, index)) {
      return { results, waiting: [next, ...later] };
    }
    if (isCut(report) && report.ends.length < from + children.length) {
      const left = children.slice(report.ends.length - from);
      return { results, waiting: [{ step, children: left, earlier: came }, ...later] };
    }
    results.push(await step.judge(plan, came));
    from += children.length;
  }
  return { results, waiting: [] };
}

interface StepSlice {
  readonly next: WaitingStep;
  readonly index: number;
  /** How many children were to run before its own. */
  readonly from: number;
}

function stepRun(plan: TestPlan, run: DriverRun, slice: StepSlice): StepRun {
  const { report, outcome, startedAt, endedAt } = run;
  const {
    next: { step, children, earlier },
    index,
    from,
  } = slice;
  const to = from + children.length;
  const ends = report.ends.slice(from, to);
  const log = outcome.logs[index];
  const used = run.usage.of(index);
  const isComplete = ends.length === children.length;
  const start = index === 0 ? startedAt : (report.startedAt[from] ?? endedAt);
  // Its last words may be read when it has ended.
  const seconds = Math.max(0, (report.endedAt[to - 1] ?? endedAt) - start) / 1000;
  return {
    ends: [...earlier.ends, ...ends],
    brokenOff: hasFlooded(run, index)
      ? 'output-flood'
      : (used?.exceeded ?? (isComplete ? undefined : outcome.ended)),
    use: used === undefined ? earlier.use : mostOf(earlier.use, used.use),
    seconds: earlier.seconds + seconds,
    log: relative(plan.runFolder, logPath(plan, step)),
    tail: log?.tail ?? '',
  };
}

/** Of two starts of the driver. */
function mostOf(one: MeasuredUse, other: MeasuredUse): MeasuredUse {
  const most = (a: number | undefined, b: number | undefined): number | undefined =>
    a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
  return {
    memoryBytes: most(one.memoryBytes, other.memoryBytes),
    cpuSeconds: most(one.cpuSeconds, other.cpuSeconds),
    diskBytes: most(one.diskBytes, other.diskBytes),
  };
}

function hasFlooded({ outcome }: DriverRun, index: number): boolean {
  return (outcome.logs[index]?.droppedBytes ?? 0) > 0;
}

/**
 * What has no verdict on the release.
 *
 * @throws SpipError `interrupted`, `disk`, `internal`
 */
function expectSupervised(plan: TestPlan, run: DriverRun): void {
  const { outcome, report } = run;
  if (outcome.ended === 'aborted') {
    throw new SpipError('interrupted', `Failed to finish \`${plan.id}\`: interrupted`);
  }
  report.expectWellFormed();
  if (isCut(report) && report.ends.length > 0) {
    return;
  }
  if (report.unprepared !== undefined) {
    throw new SpipError('disk', `Failed to lay out the tests in the cell: ${report.unprepared}`);
  }
  const reason = noProcessIn(run);
  if (reason !== undefined) {
    throw new SpipError('internal', `Failed to start a process in the cell: ${reason}`, {
      hint: 'raise the limit of processes (`ulimit -u`) or lower `--jobs`',
    });
  }
  const isWhole = report.done || !hasLeft(run);
  if (outcome.channelIsOverCap || !isWhole) {
    const last = lastLine(outcome.tail);
    throw new SpipError(
      'internal',
      `Failed to supervise the cell's processes: ${last === '' ? `exit status ${outcome.exitStatus}` : last}`,
    );
  }
}

/**
 * Whether the driver stopped before a child. What it lacks an earlier child may have taken from it (prlimit(2) asks for
 * no more than the same user): the next start has its own.
 */
function isCut({ unprepared, noProcess }: DriverReport): boolean {
  return (unprepared ?? noProcess) !== undefined;
}

/** Whether the driver has ended by itself, as it never does before it is done. */
function hasLeft({ report, outcome }: DriverRun): boolean {
  const { ended, signal, exitStatus = 0 } = outcome;
  return report.ready && ended === 'exit' && signal === undefined && exitStatus <= 128;
}

/** Why there was no process to be had: for the driver's children, or for the sandbox around it. */
function noProcessIn({ report, outcome }: DriverRun): string | undefined {
  const last = lastLine(outcome.tail);
  return report.noProcess ?? (!report.ready && spentLimit.test(last) ? last : undefined);
}

/** What the C library says of EAGAIN, and shells of a fork. */
const spentLimit =
  /^(?:bwrap|unshare|mount): .*Resource temporarily unavailable|\bCannot fork$|: fork: /;

/** Nothing of the release has run by then: it is not its fault. */
function notStarted(
  plan: TestPlan,
  [first, ...rest]: readonly WaitingStep[],
  { outcome, startedAt, endedAt }: DriverRun,
): readonly StepResult[] {
  if (first === undefined) {
    return [];
  }
  const { ended, signal, exitStatus = 0, tail } = outcome;
  const end = signal === undefined ? `exit status ${exitStatus}` : `\`${signal}\``;
  const last = lastLine(tail);
  const { verdict, message } =
    ended === 'exit'
      ? {
          verdict: { state: 'infra', reason: 'interpreter-broken' } as const,
          message: `Failed to start Python in the cell: ${last === '' ? end : `${end}: ${last}`}`,
        }
      : brokenOff(ended, 'The start of Python', plan.limits);
  const log = relative(plan.runFolder, logPath(plan, first.step));
  const seconds = (endedAt - startedAt) / 1000;
  return [
    stepResult(first.step.name, verdict, { message, log, seconds }),
    ...skipped(rest, 'Python did not start in the cell'),
  ];
}
