import { relative } from 'node:path';
import { SpipError } from '../lib/spipError.ts';
import { renewFolders } from '../process/isolation/cellFolders.ts';
import type { StepResult } from './stepResult.ts';
import { type DriverRun, type PlannedStep, logPath, runDriver } from './driver/runDriver.ts';
import { brokenOff } from './steps/brokenOff.ts';
import { customStep } from './steps/customStep.ts';
import { importStep } from './steps/importStep.ts';
import { installStep } from './steps/installStep.ts';
import { lastLine } from './oneLine.ts';
import type { Step, StepRun } from './steps/step.ts';
import { skippedStep, stepResult } from './stepResult.ts';
import type { TestPlan } from './testPlan.ts';

/** In the order in which they run. */
const steps: readonly Step[] = [installStep, importStep, customStep];

/**
 * Runs the steps of one cell in order. One that fails without running anything, as install does, skips the rest; any
 * other skips none. Throws a SpipError when the run is interrupted or a process cannot be supervised; everything else
 * is in the results.
 */
export async function runSteps(plan: TestPlan): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  let hasRun = false;
  let waiting = steps.flatMap((step): readonly PlannedStep[] => {
    const children = step.children(plan);
    return children === undefined ? [] : [{ step, children }];
  });
  for (let [next] = waiting; next !== undefined; [next] = waiting) {
    const { step, children } = next;
    if (children.length > 0) {
      if (hasRun) {
        await renewFolders(plan.folders);
      }
      hasRun = true;
      const settled = await drive(plan, waiting);
      results.push(...settled);
      waiting = waiting.slice(settled.length);
      continue;
    }
    const result = await step.judge(plan, nothingRan);
    results.push(result);
    waiting = waiting.slice(1);
    if (result.verdict !== undefined) {
      return [...results, ...skipped(waiting, 'The environment is not complete')];
    }
  }
  return results;
}

const nothingRan: StepRun = {
  ends: [],
  brokenOff: undefined,
  seconds: 0,
  log: undefined,
  tail: '',
};

function skipped(waiting: readonly PlannedStep[], message: string): readonly StepResult[] {
  return waiting.map(({ step }) => skippedStep(step.name, message));
}

/** The results of the first of these steps, at least of one: a step that takes the driver with it must not cost the next ones. */
async function drive(
  plan: TestPlan,
  waiting: readonly PlannedStep[],
): Promise<readonly StepResult[]> {
  const run = await runDriver(plan, waiting);
  expectSupervised(plan, run);
  if (!run.report.ready) {
    return notStarted(plan, waiting, run);
  }
  const results: StepResult[] = [];
  let from = 0;
  for (const [index, { step, children }] of waiting.entries()) {
    // Its children never had their turn, or the driver may not be itself any more.
    if (index > 0 && (!run.report.guarded || run.report.startedAt.length <= from)) {
      break;
    }
    const slice = { step, index, from, to: from + children.length };
    const ran = stepRun(plan, run, slice);
    // The flood of an earlier step was noticed only now.
    if (index > 0 && ran.brokenOff === 'output-flood' && !hasFlooded(run, index)) {
      break;
    }
    results.push(await step.judge(plan, ran));
    from = slice.to;
  }
  return results;
}

interface StepSlice {
  readonly step: Step;
  readonly index: number;
  /** Its children among all that were to run. */
  readonly from: number;
  readonly to: number;
}

function stepRun(plan: TestPlan, run: DriverRun, slice: StepSlice): StepRun {
  const { report, outcome, startedAt, endedAt } = run;
  const { step, index, from, to } = slice;
  const ends = report.ends.slice(from, to);
  const log = outcome.logs[index];
  const isComplete = ends.length === to - from;
  const start = index === 0 ? startedAt : (report.startedAt[from] ?? endedAt);
  return {
    ends,
    brokenOff: hasFlooded(run, index) ? 'output-flood' : isComplete ? undefined : outcome.ended,
    // Its last words may be read when it has ended.
    seconds: Math.max(0, (report.endedAt[to - 1] ?? endedAt) - start) / 1000,
    log: relative(plan.runFolder, logPath(plan, step)),
    tail: log?.tail ?? '',
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
  if (report.unprepared !== undefined) {
    throw new SpipError('disk', `Failed to lay out the tests in the cell: ${report.unprepared}`);
  }
  const reason = noProcessIn(run);
  if (reason !== undefined) {
    throw new SpipError('internal', `Failed to start a process in the cell: ${reason}`, {
      hint: 'raise the limit of processes (`ulimit -u`) or lower `--jobs`',
    });
  }
  report.expectWellFormed();
  const isWhole = report.done || !hasLeft(run);
  if (outcome.channelIsOverCap || !isWhole) {
    const last = lastLine(outcome.tail);
    throw new SpipError(
      'internal',
      `Failed to supervise the cell's processes: ${last === '' ? `exit status ${outcome.exitStatus}` : last}`,
    );
  }
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

/** What the C library says of EAGAIN. */
const spentLimit = /^bwrap: .*Resource temporarily unavailable/;

/** Nothing of the release has run by then: it is not its fault. */
function notStarted(
  plan: TestPlan,
  [first, ...rest]: readonly PlannedStep[],
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
