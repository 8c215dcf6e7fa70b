import type { CellLimits } from '../../model/cellJob.ts';
import type { Note } from '../../model/storedWheel.ts';
import { seenFolders } from '../../process/isolation/isolation.ts';
import { customPaths } from '../customPaths.ts';
import { lastLine } from '../oneLine.ts';
import { stepResult } from '../stepResult.ts';
import type { StepResult } from '../stepResult.ts';
import type { TestPlan } from '../testPlan.ts';
import { brokenOff } from './brokenOff.ts';
import { customArgv } from './customCommand.ts';
import type { Child, ChildEnd, Step, StepRun } from './step.ts';

/**
 * A step of tests with what the user wants to run before and after it, in the same folders. The tests run only if what
 * comes before them is well; what comes after them changes no verdict. The limits hold for all of it together.
 */
export function around(step: Step): Step {
  return {
    name: step.name,
    children: (plan) => {
      const children = step.children(plan);
      const [only] = children ?? [];
      return only?.kind === 'command' ? withCommands(plan, only) : children;
    },
    judge: (plan, run) =>
      step.children(plan)?.length === 1 ? judgeAll(step, plan, run) : step.judge(plan, run),
  };
}

type CommandChild = Extract<Child, { readonly kind: 'command' }>;

const nothing = { files: [], follow: {} };

/** The first of them brings the files. */
function withCommands(plan: TestPlan, test: CommandChild): readonly Child[] {
  const { before, after } = plan.around;
  const first = before === null ? [] : [{ ...childOf(plan, before), copied: test.copied }];
  const last =
    after === null ? [] : [{ ...childOf(plan, after), copied: nothing, sharing: 'after' } as const];
  return [
    ...first,
    before === null ? test : { ...test, copied: nothing, sharing: 'test' },
    ...last,
  ];
}

function childOf(
  { isolation, folders, limits }: TestPlan,
  text: string,
): Omit<CommandChild, 'copied' | 'sharing'> {
  const { env, cwd } = seenFolders(isolation, folders);
  const command = { kind: 'command', text, ...nothing } as const;
  return {
    kind: 'command',
    argv: customArgv(command, { python: `${env}/bin/python`, cwd }),
    reports: false,
    readOnly: customPaths(command),
    limitMs: limits.customMs,
  };
}

async function judgeAll(step: Step, plan: TestPlan, run: StepRun): Promise<StepResult> {
  const { before, after } = plan.around;
  const { limits } = plan;
  const [first, ...others] = before === null ? [undefined, ...run.ends] : run.ends;
  const [test, last] = others;
  const notes = after === null ? [] : notesOn(after, last, limits);
  const subject = `\`${before ?? ''}\` (\`--before\`)`;
  const trouble =
    before === null
      ? undefined
      : first === undefined
        ? brokenOff(run.brokenOff ?? 'exit', subject, limits).message
        : troubleOf(subject, first, limits);
  if (trouble !== undefined) {
    const said = after === null ? lastLine(run.tail) : '';
    return stepResult(
      step.name,
      { state: 'blocked', reason: 'tests-not-runnable' },
      {
        message: `${trouble}${said === '' ? '' : `: ${said}`}`,
        exitStatus: first?.exitStatus,
        signal: first?.signal,
        seconds: run.seconds,
        log: run.log,
        notes,
      },
    );
  }
  const judged = await step.judge(plan, { ...run, ends: test === undefined ? [] : [test] });
  return { ...judged, notes: [...judged.notes, ...notes] };
}

/** What is wrong with how a command ended; `undefined`: nothing. */
function troubleOf(subject: string, end: ChildEnd, limits: CellLimits): string | undefined {
  if (end.expired) {
    return `${subject} took longer than ${limits.customMs / 1000} s`;
  }
  if (end.signal !== undefined) {
    return `${subject} was killed by \`${end.signal}\``;
  }
  return end.exitStatus === 0 ? undefined : `${subject} exited with status ${end.exitStatus}`;
}

function notesOn(command: string, end: ChildEnd | undefined, limits: CellLimits): readonly Note[] {
  const subject = `\`${command}\` (\`--after\`)`;
  const text =
    end === undefined
      ? `${subject} did not come to its end: a limit ended the step`
      : troubleOf(subject, end, limits);
  return text === undefined ? [] : [{ code: 'after', text, paths: [] }];
}
