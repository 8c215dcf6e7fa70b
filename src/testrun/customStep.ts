import type { StepResult } from '../model/cellResult.ts';
import type { Verdict } from '../model/verdict.ts';
import { brokenOff } from './brokenOff.ts';
import { customTitle, isPytestRun } from './customCommand.ts';
import type { ChildEnd } from './driverReport.ts';
import { lastLine } from './oneLine.ts';
import type { DriverRun } from './runDriver.ts';
import { resourcesOf, stepResult } from './stepResult.ts';
import type { CustomTest, TestPlan } from './testPlan.ts';

interface Judgement {
  readonly verdict: Verdict | undefined;
  readonly message: string;
}

/** The result of the custom step: from its exit status. */
export function customStep(
  plan: TestPlan & { readonly custom: CustomTest },
  run: DriverRun,
  log: string,
): StepResult {
  const subject = `\`${customTitle(plan.custom)}\``;
  const end = run.report.custom;
  const output = run.outcome.logs[1];
  const flooded = output !== undefined && output.droppedBytes > 0;
  const { verdict, message } =
    end === undefined || flooded
      ? brokenOff(run.outcome, subject, plan.limits)
      : judgeEnd(end, plan, output?.tail ?? '');
  return stepResult('custom', verdict, {
    message,
    exitStatus: end?.exitStatus,
    signal: end?.signal,
    seconds: end?.seconds ?? run.customSeconds,
    log,
    resources: resourcesOf(end === undefined ? [] : [end]),
  });
}

function judgeEnd(
  end: ChildEnd,
  plan: TestPlan & { readonly custom: CustomTest },
  tail: string,
): Judgement {
  const subject = `\`${customTitle(plan.custom)}\``;
  if (end.expired) {
    return {
      verdict: { state: 'limit', reason: 'timeout' },
      message: `${subject} took longer than ${plan.limits.customMs / 1000} s`,
    };
  }
  if (end.signal !== undefined) {
    return {
      verdict: { state: 'fail', reason: 'crashed' },
      message: `${subject} was killed by \`${end.signal}\``,
    };
  }
  if (end.exitStatus === 0) {
    return { verdict: undefined, message: '' };
  }
  const last = lastLine(tail);
  const message = `${subject} exited with status ${end.exitStatus}${last === '' ? '' : `: ${last}`}`;
  return { verdict: verdictOfStatus(end.exitStatus, plan.custom), message };
}

function verdictOfStatus(status: number | undefined, custom: CustomTest): Verdict {
  if (status === 5 && isPytestRun(custom)) {
    return { state: 'no-tests', reason: 'none-collected' };
  }
  // POSIX: the shell keeps these two for a command that it cannot run.
  if (custom.kind === 'command' && (status === 126 || status === 127)) {
    return { state: 'blocked', reason: 'tests-not-runnable' };
  }
  return { state: 'fail', reason: 'tests-failed' };
}
