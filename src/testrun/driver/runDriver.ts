import { join } from 'node:path';
import { childVariables } from '../../process/childVariables.ts';
import { seenFolders } from '../../process/isolation/isolation.ts';
import type { ProcessOutcome } from '../../process/processSpec.ts';
import { runProcess } from '../../process/runProcess.ts';
import { layersOf } from '../../process/isolation/privateLayer.ts';
import type { ControlGroup } from '../../process/usage/controlGroups.ts';
import { UsageWatch } from '../../process/usage/usageWatch.ts';
import { StepUsage } from './stepUsage.ts';
import { DriverReport } from './driverReport.ts';
import { keepCompiledWitness, witnessToCompile } from '../evidence/witnessPython.ts';
import { driverProgram, driverStart, keepCompiled } from './driverProgram.ts';
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
  readonly usage: Pick<StepUsage, 'of'>;
  /** When it had its turn and ended, by the clock of the report. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** The driver keeps the limits itself: ours only catches a driver that has been stopped. */
const slackMs = 10_000;

/** More than a child may say, with all that the driver says of it, every character of it escaped. */
function saidOf(child: Child): number {
  return child.kind === 'command' && child.reports ? 1_500_000 : 40_000;
}

/** The compiled driver, and that it is ready. */
const saidAtStart = 400_000;

/** The first descriptor behind the channel. */
const firstLog = 4;

/** Starts the cell's one supervising process, which runs the children of the steps one after another. */
export async function runDriver(plan: TestPlan, steps: readonly PlannedStep[]): Promise<DriverRun> {
  const { folders, limits, isolation } = plan;
  const [own, ...others] = steps.map(({ step }) => logPath(plan, step));
  const children = steps.flatMap((planned) => planned.children);
  const report = new DriverReport();
  const { group, watch, usage } = watchUse(plan, steps);
  let startedAt = performance.now();
  const outcome = await runProcess({
    // The base: what the environment holds has no say in how it starts.
    argv: isolatedArgv(plan, children, [plan.python.executable, '-S', '-c', driverStart]),
    cwd: folders.cwd,
    env: supervisorVariables(plan),
    timeoutMs: children.reduce((sum, { limitMs }) => sum + limitMs + limits.graceMs, slackMs),
    graceMs: limits.graceMs,
    outputCap: limits.outputBytes,
    logPath: own ?? '/dev/null',
    extraLogPaths: others,
    handed: group?.joins,
    begins: async () => {
      await plan.turn?.();
      startedAt = performance.now();
      return Buffer.from(`${JSON.stringify(requestOf(plan, steps, group))}\n`);
    },
    usage: watch,
    channel: {
      input: driverProgram(plan.python.executable),
      onLine: (line) => {
        report.take(line, performance.now());
        usage.follow(report);
      },
      cap: children.reduce((sum, child) => sum + saidOf(child), saidAtStart),
    },
    signal: plan.signal,
    onSpawn: plan.onSpawn,
    endLeft: (wasKilled) => isolation.endLeft(folders, wasKilled),
  }).finally(() => {
    usage.finish();
    group?.close();
  });
  if (report.compiled !== undefined) {
    keepCompiled(plan.python.executable, report.compiled);
  }
  if (report.witness !== undefined) {
    keepCompiledWitness(plan.python.executable, report.witness);
  }
  return { report, outcome, usage, startedAt, endedAt: startedAt + outcome.seconds * 1000 };
}

/** The variables of the process that supervises a cell. */
export function supervisorVariables(
  { folders, isolation, id, share, tools }: TestPlan,
  extra: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return childVariables({
    folders: seenFolders(isolation, folders),
    cellId: id,
    share,
    tools: tools && isolation.seenTools(tools),
    extra,
  });
}

export function logPath({ logsFolder, slug }: TestPlan, { name }: Step): string {
  return join(logsFolder, `${slug}.${name}.log`);
}

/** The command line that runs a program in the cell, with what these children need of this machine. */
export function isolatedArgv(
  plan: TestPlan,
  children: readonly Child[],
  argv: readonly string[],
): readonly string[] {
  return plan.isolation.wrap({
    argv,
    folders: plan.folders,
    readOnly: visiblePaths(plan, children),
    tools: plan.tools,
    replaced: plan.replaced,
    covers: plan.covers,
    layered: plan.layered,
    hidesGit: true,
    network: plan.doors.network,
  });
}

interface WatchedUse {
  readonly group: ControlGroup | undefined;
  readonly watch: UsageWatch;
  readonly usage: StepUsage;
}

function watchUse(
  { groups, limits, isolation, folders }: TestPlan,
  steps: readonly PlannedStep[],
): WatchedUse {
  const group = groups?.open(limits);
  const watch = new UsageWatch({
    limits,
    group,
    depth: isolation.depth,
    folders: [folders.cwd, folders.home, folders.tmp, layersOf(folders)],
    now: () => performance.now(),
  });
  const children = steps.map((planned) => planned.children.length);
  return { group, watch, usage: new StepUsage(watch, children) };
}

/** What the driver reads; the first step's output goes where its own does. */
function requestOf(
  plan: TestPlan,
  steps: readonly PlannedStep[],
  group: ControlGroup | undefined,
): object {
  const seen = seenFolders(plan.isolation, plan.folders);
  const isWitnessed = steps.some(({ children }) => children.some(({ kind }) => kind === 'command'));
  return {
    prefix: seen.env,
    python: `${seen.env}/bin/python`,
    tmp: seen.tmp,
    grace: plan.limits.graceMs / 1000,
    variables: plan.doors.variables,
    witness: isWitnessed ? (witnessToCompile(plan.python.executable) ?? null) : null,
    joins: (group?.joins ?? []).map((_, index) => firstLog + steps.length - 1 + index),
    logs: steps.slice(1).map((_, index) => firstLog + index),
    jobs: steps.flatMap(({ children }, index) =>
      children.map(({ limitMs, ...child }) => ({
        limit: limitMs / 1000,
        log: index === 0 ? 1 : firstLog + index - 1,
        ...(child.kind === 'import'
          ? { module: child.module }
          : {
              argv: child.argv,
              reports: child.reports,
              ...child.copied,
              sharing: child.sharing ?? null,
              folders: [seen.cwd, seen.home],
            }),
      })),
    ),
  };
}

function visiblePaths({ python, doors }: TestPlan, children: readonly Child[]): readonly string[] {
  const named = children.flatMap((child) => (child.kind === 'command' ? child.readOnly : []));
  return [python.basePrefix, ...python.elsewhere, ...new Set(named), ...doors.mounts];
}
