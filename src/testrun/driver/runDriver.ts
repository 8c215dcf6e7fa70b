import { join } from 'node:path';
import type { CustomFiles } from '../../model/cellJob.ts';
import { childVariables } from '../../process/childVariables.ts';
import { seenFolders } from '../../process/isolation/isolation.ts';
import type { ProcessOutcome } from '../../process/processSpec.ts';
import { runProcess } from '../../process/runProcess.ts';
import { DriverReport } from './driverReport.ts';
import { driverSource } from './driverSource.ts';
import { customPaths } from '../steps/customCommand.ts';
import type { Child, Step } from '../steps/step.ts';
import type { TestPlan } from '../testPlan.ts';

/** A step with what it runs. */
export interface PlannedStep {
  readonly step: Step;
  readonly children: readonly Child[];
}

/** What one start of the driver gave. */
export interface DriverRun {
  readonly report: DriverReport;
  /** Its logs are those of the steps. */
  readonly outcome: ProcessOutcome;
  /** When it started and ended, by the clock of the report. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** The driver keeps the limits itself: ours only catches a driver that has been stopped. */
const slackMs = 10_000;

/** More than a child may say, with all that the driver says of it, every character of it escaped. */
const saidOfChild = 40_000;

/** The first descriptor behind the channel. */
const firstLog = 4;

/** Starts the cell's one supervising process, which runs the children of the steps one after another. */
export async function runDriver(plan: TestPlan, steps: readonly PlannedStep[]): Promise<DriverRun> {
  const { folders, limits, isolation } = plan;
  const seen = seenFolders(isolation, folders);
  const [own, ...others] = steps.map(({ step }) => logPath(plan, step));
  const children = steps.flatMap((planned) => planned.children);
  const report = new DriverReport();
  const startedAt = performance.now();
  const outcome = await runProcess({
    argv: isolation.wrap({
      argv: [supervisor(plan), '-S', '-c', driverSource],
      folders,
      readOnly: visiblePaths(plan),
      tools: plan.tools,
      hidesGit: true,
    }),
    cwd: folders.cwd,
    env: childVariables({
      folders: seen,
      cellId: plan.id,
      share: plan.share,
      tools: plan.tools && isolation.seenTools(plan.tools),
    }),
    timeoutMs: children.reduce((sum, { limitMs }) => sum + limitMs + limits.graceMs, slackMs),
    graceMs: limits.graceMs,
    outputCap: limits.outputBytes,
    logPath: own ?? '/dev/null',
    extraLogPaths: others,
    channel: {
      input: `${JSON.stringify(requestOf(plan, steps))}\n`,
      onLine: (line) => report.take(line, performance.now()),
      cap: (children.length + 1) * saidOfChild,
    },
    signal: plan.signal,
    onSpawn: plan.onSpawn,
  });
  isolation.endLeft(folders);
  return { report, outcome, startedAt, endedAt: startedAt + outcome.seconds * 1000 };
}

export function logPath({ logsFolder, slug }: TestPlan, { name }: Step): string {
  return join(logsFolder, `${slug}.${name}.log`);
}

/**
 * Python 2.7 finds its standard library from the environment's prefix, where a release may have put something before
 * it: there the base supervises.
 */
function supervisor({ python, isolation, folders }: TestPlan): string {
  return python.version.startsWith('2.')
    ? python.executable
    : pythonIn(isolation.seen(folders.env, folders.cell));
}

function pythonIn(env: string): string {
  return `${env}/bin/python`;
}

/** What the driver reads; the first step's output goes where its own does. */
function requestOf(plan: TestPlan, steps: readonly PlannedStep[]): object {
  const seen = seenFolders(plan.isolation, plan.folders);
  return {
    prefix: seen.env,
    python: pythonIn(seen.env),
    grace: plan.limits.graceMs / 1000,
    logs: steps.slice(1).map((_, index) => firstLog + index),
    jobs: steps.flatMap(({ children }, index) =>
      children.map(({ limitMs, ...child }) => ({
        limit: limitMs / 1000,
        log: index === 0 ? 1 : firstLog + index - 1,
        ...(child.kind === 'import'
          ? { module: child.module }
          : { argv: child.argv, ...child.copied, folders: [seen.cwd, seen.home] }),
      })),
    ),
  };
}

function visiblePaths({ python, custom }: TestPlan): readonly string[] {
  return [
    python.basePrefix,
    ...(custom === undefined ? [] : [...copiedPaths(custom), ...customPaths(custom)]),
  ];
}

function copiedPaths({ files, follow }: CustomFiles): readonly string[] {
  return [...files.map(({ path }) => path), ...Object.values(follow)];
}
