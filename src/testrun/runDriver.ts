import { join } from 'node:path';
import { childVariables } from '../process/childVariables.ts';
import type { ProcessOutcome } from '../process/processSpec.ts';
import { runProcess } from '../process/runProcess.ts';
import type { CellFolders } from '../process/isolation/cellFolders.ts';
import { seenFolders } from '../process/isolation/isolation.ts';
import { customArgv, customPaths } from './customCommand.ts';
import { type DriverReport, readDriverReport } from './driverReport.ts';
import { driverSource } from './driverSource.ts';
import type { TestPlan } from './testPlan.ts';

/** What one start of the driver gave. */
export interface DriverRun {
  readonly report: DriverReport;
  readonly outcome: ProcessOutcome;
  /** Until the custom step started, or until the end. */
  readonly importSeconds: number;
  readonly customSeconds: number;
}

export interface DriverJob {
  readonly modules: readonly string[];
  readonly withCustom: boolean;
}

/** The driver keeps the limits itself: ours only catches a driver that has been stopped. */
const slackMs = 10_000;

/** Starts the cell's one supervising process, which runs the imports and then the custom step. */
export async function runDriver(plan: TestPlan, job: DriverJob): Promise<DriverRun> {
  const { folders, limits, isolation } = plan;
  const seen = seenFolders(isolation, folders);
  const argv = driverArgv(plan, job, seen);
  const started = performance.now();
  let customStarted: number | undefined;
  const outcome = await runProcess({
    argv: isolation.wrap({ argv, folders, readOnly: visiblePaths(plan), hidesGit: true }),
    cwd: folders.cwd,
    env: childVariables({
      folders: seen,
      cellId: plan.cell.id,
      share: plan.share,
      extra: plan.variables,
    }),
    timeoutMs:
      job.modules.length * (limits.importMs + limits.graceMs) +
      limits.customMs +
      limits.graceMs +
      slackMs,
    silenceMs: limits.silenceMs,
    graceMs: limits.graceMs,
    outputCap: limits.outputBytes,
    logPath: logPath(plan, 'import'),
    extraLogPaths: [job.withCustom ? logPath(plan, 'custom') : '/dev/null'],
    channel: true,
    onChannelLine: (line) => {
      customStarted ??= readDriverReport(line).customStarted ? performance.now() : undefined;
    },
    signal: plan.signal,
    onSpawn: plan.onSpawn,
  });
  isolation.endLeft(folders);
  const ended = started + outcome.seconds * 1000;
  return {
    report: readDriverReport(outcome.channelText),
    outcome,
    importSeconds: ((customStarted ?? ended) - started) / 1000,
    customSeconds: customStarted === undefined ? 0 : (ended - customStarted) / 1000,
  };
}

export function logPath(plan: TestPlan, step: 'import' | 'custom'): string {
  return join(plan.logsFolder, `${plan.cell.slug}.${step}.log`);
}

function driverArgv(plan: TestPlan, job: DriverJob, seen: CellFolders): readonly string[] {
  const { importMs, customMs, graceMs } = plan.limits;
  const python = `${seen.env}/bin/python`;
  return [
    python,
    '-c',
    driverSource,
    ...[importMs, customMs, graceMs].map((milliseconds) => String(milliseconds / 1000)),
    String(job.modules.length),
    ...job.modules,
    ...(job.withCustom && plan.custom !== undefined
      ? customArgv(plan.custom, { python, cwd: seen.cwd })
      : []),
  ];
}

function visiblePaths(plan: TestPlan): readonly string[] {
  return [
    plan.cell.interpreter.basePrefix,
    ...(plan.custom === undefined ? [] : customPaths(plan.custom)),
  ];
}
