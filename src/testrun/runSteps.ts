import { relative } from 'node:path';
import { SpipError } from '../lib/spipError.ts';
import type { StepResult } from '../model/cellResult.ts';
import { type BrokenOff, brokenOff } from './brokenOff.ts';
import { customStep } from './customStep.ts';
import { importStep, noModulesStep } from './importStep.ts';
import { lastLine } from './oneLine.ts';
import { type DriverJob, type DriverRun, logPath, runDriver } from './runDriver.ts';
import { skippedStep, stepResult } from './stepResult.ts';
import type { CustomTest, TestPlan } from './testPlan.ts';

type PlanWithCustom = TestPlan & { readonly custom: CustomTest };

/**
 * Runs the steps of one cell in the order install, import, custom. A failing install skips the rest; a failing
 * import does not skip custom. Throws a SpipError when the run is interrupted or no process can be started;
 * everything else is in the results.
 */
export async function runSteps(plan: TestPlan): Promise<readonly StepResult[]> {
  const install = installStep(plan);
  if (install.verdict !== undefined) {
    const skipped = skippedStep('import', 'The environment is not complete');
    return [
      install,
      skipped,
      ...(hasCustom(plan) ? [{ ...skipped, name: 'custom' as const }] : []),
    ];
  }
  if (plan.modules.length === 0 && !hasCustom(plan)) {
    return [install, noModulesStep()];
  }
  const first = await drive(plan, { modules: plan.modules, withCustom: hasCustom(plan) });
  const imports = plan.modules.length === 0 ? noModulesStep() : await importResult(plan, first);
  if (!hasCustom(plan)) {
    return [install, imports];
  }
  // An import that takes the supervising process with it must not cost the custom step.
  const again = first.report.ready && !first.report.customStarted;
  const second = again ? await drive(plan, { modules: [], withCustom: true }) : first;
  return [install, imports, customResult(plan, second, imports)];
}

function hasCustom(plan: TestPlan): plan is PlanWithCustom {
  return plan.custom !== undefined;
}

function installStep(plan: TestPlan): StepResult {
  const [first] = plan.problems;
  const more = plan.problems.length - 1;
  return first === undefined
    ? stepResult('install', undefined, { seconds: plan.installSeconds })
    : stepResult(
        'install',
        { state: 'blocked', reason: 'install-failed' },
        {
          seconds: plan.installSeconds,
          message: more > 0 ? `${first} (and ${more} more)` : first,
        },
      );
}

async function drive(plan: TestPlan, job: DriverJob): Promise<DriverRun> {
  const run = await runDriver(plan, job);
  if (run.outcome.ended === 'aborted') {
    throw new SpipError('interrupted', `Failed to finish \`${plan.cell.id}\`: interrupted`);
  }
  const reason = noProcessIn(run);
  if (reason !== undefined) {
    throw new SpipError('internal', `Failed to start a process in the cell: ${reason}`, {
      hint: 'raise the limit of processes (`ulimit -u`) or lower `--jobs`',
    });
  }
  return run;
}

/** Why there was no process to be had: for the driver's children, or for the sandbox around it. */
function noProcessIn({ report, outcome }: DriverRun): string | undefined {
  const last = lastLine(outcome.tail);
  return report.noProcess ?? (!report.ready && spentLimit.test(last) ? last : undefined);
}

/** What the C library says of EAGAIN. */
const spentLimit = /^bwrap: .*Resource temporarily unavailable/;

async function importResult(plan: TestPlan, run: DriverRun): Promise<StepResult> {
  const log = relative(plan.runFolder, logPath(plan, 'import'));
  if (run.report.ready) {
    return await importStep(plan, run, log);
  }
  const { verdict, message } = notStarted(plan, run);
  return stepResult('import', verdict, { message, log, seconds: run.importSeconds });
}

function customResult(plan: PlanWithCustom, run: DriverRun, imports: StepResult): StepResult {
  if (run.report.ready) {
    return customStep(plan, run, relative(plan.runFolder, logPath(plan, 'custom')));
  }
  if (imports.verdict !== undefined) {
    return skippedStep('custom', 'Python did not start in the cell');
  }
  // Nothing else says that the cell has not passed.
  const { verdict, message } = notStarted(plan, run);
  const log = relative(plan.runFolder, logPath(plan, 'import'));
  return stepResult('custom', verdict, { message, log, seconds: run.customSeconds });
}

/** A start file of the release can crash Python before it says a word; a plain exit is not the release's fault. */
function notStarted(plan: TestPlan, run: DriverRun): BrokenOff {
  const { ended, signal, exitStatus = 0, tail } = run.outcome;
  if (ended !== 'exit') {
    return brokenOff(run.outcome, 'The start of Python', plan.limits);
  }
  const end = signal === undefined ? `exit status ${exitStatus}` : `\`${signal}\``;
  const last = lastLine(tail);
  const crashed = signal !== undefined || exitStatus > 128;
  return {
    verdict: crashed
      ? { state: 'fail', reason: 'crashed' }
      : { state: 'infra', reason: 'interpreter-broken' },
    message: `Failed to start Python in the cell: ${last === '' ? end : `${end}: ${last}`}`,
  };
}
