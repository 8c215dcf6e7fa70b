import type { StepResult } from '../model/cellResult.ts';
import type { Note } from '../model/storedWheel.ts';
import type { Verdict } from '../model/verdict.ts';
import { brokenOff } from './brokenOff.ts';
import { type ModuleOutcome, judgeModule } from './judgeModule.ts';
import type { DriverRun } from './runDriver.ts';
import { resourcesOf, stepResult } from './stepResult.ts';
import type { TestPlan } from './testPlan.ts';

type Failure = ModuleOutcome & { readonly kind: 'failed' };

/** The result of the import step from what the driver reported about each module. */
export async function importStep(plan: TestPlan, run: DriverRun, log: string): Promise<StepResult> {
  const outcomes = await Promise.all(
    run.report.modules.map(async (report) => await judgeModule(report, plan)),
  );
  const known = {
    seconds: run.importSeconds,
    log,
    resources: resourcesOf(run.report.modules.map((report) => report.end)),
    notes: outcomes.flatMap(noteOf),
  };
  const next = plan.modules[run.report.modules.length];
  if (next !== undefined || hasFlooded(run)) {
    const subject = next === undefined ? 'The import of the modules' : `\`import ${next}\``;
    const broken = brokenOff(run.outcome, subject, plan.limits);
    return stepResult('import', broken.verdict, { ...known, message: broken.message });
  }
  const failures = outcomes.filter((outcome) => outcome.kind === 'failed');
  const deciding = failures.find(isLimit) ?? failures[0] ?? onlyExtrasMissing(outcomes);
  if (deciding === undefined) {
    return stepResult('import', undefined, known);
  }
  const more = failures.length - 1;
  return stepResult('import', deciding.verdict, {
    ...known,
    message:
      more > 0
        ? `${deciding.message} (and ${more} more of ${outcomes.length} modules failed)`
        : deciding.message,
    exitStatus: deciding.exitStatus,
    signal: deciding.signal,
  });
}

function hasFlooded(run: DriverRun): boolean {
  return (run.outcome.logs[0]?.droppedBytes ?? 0) > 0;
}

/** A release that installs no module has nothing to import. */
export function noModulesStep(): StepResult {
  const note: Note = { code: 'no-modules', text: 'no modules', paths: [] };
  return stepResult('import', undefined, { notes: [note] });
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
  return (
    missing && {
      kind: 'failed',
      verdict,
      message: missing.message,
      exitStatus: undefined,
      signal: undefined,
    }
  );
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
