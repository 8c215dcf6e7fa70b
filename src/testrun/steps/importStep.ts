import type { Note } from '../../model/storedWheel.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { TestPlan } from '../testPlan.ts';
import { brokenOff } from './brokenOff.ts';
import { judgeModule } from './judgeModule.ts';
import type { ModuleOutcome } from './judgeModule.ts';
import type { Step, StepRun } from './step.ts';
import { resourcesOf, stepResult } from '../stepResult.ts';

type Failure = ModuleOutcome & { readonly kind: 'failed' };

/** Whether each module that the release installs can be imported, each in its own process. */
export const importStep: Step = {
  name: 'import',
  children: ({ imports, modules, limits }) =>
    imports
      ? modules.map((module) => ({ kind: 'import', module, limitMs: limits.importMs }))
      : undefined,
  judge: async (plan, run) => {
    if (plan.modules.length === 0) {
      return stepResult('import', undefined, { notes: [noModules] });
    }
    const outcomes = await Promise.all(
      run.ends.map((end, index) => judgeModule(plan.modules[index] ?? '', end, plan)),
    );
    const deciding = brokenOffFailure(plan, run) ?? decidingFailure(outcomes);
    return stepResult('import', deciding?.verdict, {
      seconds: run.seconds,
      log: run.log,
      resources: resourcesOf(run),
      notes: outcomes.flatMap(noteOf),
      message: deciding?.message ?? '',
      hint: deciding?.hint,
      exitStatus: deciding?.exitStatus,
      signal: deciding?.signal,
    });
  },
};

/** A release that installs no module has nothing to import. */
const noModules: Note = { code: 'no-modules', text: 'no modules', paths: [] };

function brokenOffFailure(plan: TestPlan, run: StepRun): Failure | undefined {
  if (run.brokenOff === undefined) {
    return undefined;
  }
  const next = plan.modules[run.ends.length];
  const subject = next === undefined ? 'The import of the modules' : `\`import ${next}\``;
  return failed(brokenOff(run.brokenOff, subject, plan.limits));
}

function decidingFailure(outcomes: readonly ModuleOutcome[]): Failure | undefined {
  const failures = outcomes.filter((outcome) => outcome.kind === 'failed');
  const deciding = failures.find(isLimit) ?? failures[0] ?? onlyExtrasMissing(outcomes);
  const more = failures.length - 1;
  return deciding && more > 0
    ? {
        ...deciding,
        message: `${deciding.message} (and ${more} more of ${outcomes.length} modules failed)`,
      }
    : deciding;
}

function isLimit(failure: Failure): boolean {
  return failure.verdict.state === 'limit';
}

/** Where not one module imports, a missing extra is no excuse. */
function onlyExtrasMissing(outcomes: readonly ModuleOutcome[]): Failure | undefined {
  if (outcomes.some((outcome) => outcome.kind === 'imported')) {
    return undefined;
  }
  const missing = outcomes.find((outcome) => outcome.kind === 'needs-extra');
  const verdict: Verdict = { state: 'fail', reason: 'import-failed' };
  return missing && failed({ verdict, message: missing.message });
}

function failed(known: Pick<Failure, 'verdict' | 'message'>): Failure {
  return { kind: 'failed', ...known, hint: undefined, exitStatus: undefined, signal: undefined };
}

function noteOf(outcome: ModuleOutcome): readonly Note[] {
  switch (outcome.kind) {
    case 'needs-extra':
      return [
        {
          code: 'needs-extra',
          text: `\`${outcome.module}\` needs extra \`${outcome.extra}\``,
          paths: [],
        },
      ];
    case 'shadowed':
      return [
        {
          code: 'shadowed',
          text: `\`${outcome.module}\` is shadowed by the standard library`,
          paths: [],
        },
      ];
    case 'imported':
    case 'failed':
      return [];
  }
}
