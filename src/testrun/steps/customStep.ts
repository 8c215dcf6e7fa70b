import type { Verdict } from '../../model/verdict.ts';
import { seenFolders } from '../../process/isolation/isolation.ts';
import type { CustomTest } from '../../model/cellJob.ts';
import type { TestPlan } from '../testPlan.ts';
import { hidingFile } from '../evidence/hidingFile.ts';
import { readEvidence } from '../evidence/readEvidence.ts';
import type { Evidence } from '../evidence/readEvidence.ts';
import { brokenOff } from './brokenOff.ts';
import { customPaths } from '../customPaths.ts';
import { customArgv, customTitle, pythonByPath } from './customCommand.ts';
import { foreignTest, lastError, toldByRunner } from './runnerVerdict.ts';
import { lastLine } from '../oneLine.ts';
import { missingRunner } from './missingRunner.ts';
import type { ChildEnd, Step, StepRun } from './step.ts';
import { shellSignal } from './shellSignal.ts';
import { readRaised, surroundingsHint } from './surroundingsHint.ts';
import { resourcesOf, stepResult } from '../stepResult.ts';

/** The user's script or command, judged by its exit status alone. */
export const customStep: Step = {
  name: 'custom',
  children: ({ custom, isolation, folders, limits }) => {
    const { env, cwd } = seenFolders(isolation, folders);
    return (
      custom && [
        {
          kind: 'command',
          argv: customArgv(custom, { python: `${env}/bin/python`, cwd }),
          reports: false,
          readOnly: [
            ...custom.files.map(({ path }) => path),
            ...Object.values(custom.follow),
            ...customPaths(custom),
          ],
          copied: { files: custom.files, follow: custom.follow },
          limitMs: limits.customMs,
        },
      ]
    );
  },
  judge: (plan, run) => {
    const [end] = run.ends;
    const { verdict, message } = judge(plan, run);
    return stepResult('custom', verdict, {
      message,
      hint: verdict?.state === 'fail' ? surroundingsHint(readRaised(run.tail), plan) : undefined,
      exitStatus: end?.exitStatus,
      signal: end?.signal,
      seconds: end?.seconds ?? run.seconds,
      log: run.log,
      resources: resourcesOf(run),
    });
  },
};

interface Judgement {
  readonly verdict: Verdict | undefined;
  readonly message: string;
}

function judge(plan: TestPlan, run: StepRun): Judgement {
  const { custom, limits, folders } = plan;
  const subject = `\`${custom === undefined ? '' : customTitle(custom)}\``;
  const [end] = run.ends;
  const evidence = end === undefined ? [] : readEvidence(folders.home);
  const foreign = foreignTest(evidence) ?? foreignPython(custom);
  if (foreign !== undefined) {
    return { verdict: { state: 'blocked', reason: 'tests-not-runnable' }, message: foreign };
  }
  if (custom === undefined || end === undefined || run.brokenOff !== undefined) {
    return brokenOff(run.brokenOff ?? 'exit', subject, limits);
  }
  if (end.expired) {
    return {
      verdict: { state: 'limit', reason: 'timeout' },
      message: `${subject} took longer than ${limits.customMs / 1000} s`,
    };
  }
  const signal =
    end.signal ?? (custom.kind === 'command' ? shellSignal(end.exitStatus) : undefined);
  if (signal !== undefined) {
    return {
      verdict: { state: 'fail', reason: 'crashed' },
      message: `${subject} was killed by \`${signal}\``,
    };
  }
  const told = toldByRunner(end.exitStatus, evidence);
  if (told !== undefined) {
    return { ...told, message: told.message === '' ? lastError(run.tail) : told.message };
  }
  return end.exitStatus === 0
    ? passed(plan, evidence)
    : { verdict: verdictOfStatus(end, custom), message: exitMessage(custom, end, run.tail) };
}

/** A Python without `site`, and one of an environment that the command makes itself, are seen by nothing. */
function passed({ custom, modules }: TestPlan, evidence: readonly Evidence[]): Judgement {
  const isSeen = custom?.kind !== 'command' || evidence.some(({ kind }) => kind === 'taken');
  const file = isSeen ? undefined : hidingFile(custom.files, modules);
  return file === undefined
    ? { verdict: undefined, message: '' }
    : {
        verdict: { state: 'blocked', reason: 'tests-not-runnable' },
        message: `nothing was seen to import the release, and \`${file}\` can stand in its place: run the tests by \`{python}\` or by tools of \`--with\`, not in an environment of their own`,
      };
}

function foreignPython(custom: CustomTest | undefined): string | undefined {
  const path = custom === undefined ? undefined : pythonByPath(custom);
  return path === undefined
    ? undefined
    : `\`${path}\` is not the cell's Python: write \`{python}\``;
}

function exitMessage(custom: CustomTest, { exitStatus }: ChildEnd, tail: string): string {
  const missing = custom.kind === 'command' ? missingRunner(exitStatus, tail) : undefined;
  const last = lastLine(tail);
  return (
    missing ??
    `\`${customTitle(custom)}\` exited with status ${exitStatus}${last === '' ? '' : `: ${last}`}`
  );
}

function verdictOfStatus({ exitStatus: status }: ChildEnd, custom: CustomTest): Verdict {
  // POSIX: the shell keeps these two for a command that it cannot run.
  if (custom.kind === 'command' && (status === 126 || status === 127)) {
    return { state: 'blocked', reason: 'tests-not-runnable' };
  }
  return { state: 'fail', reason: 'tests-failed' };
}
