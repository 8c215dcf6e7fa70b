import type { Verdict } from '../../model/verdict.ts';
import type { TestPlan } from '../testPlan.ts';
import { surroundingsHint } from './surroundingsHint.ts';
import { formerModuleHint } from './formerModule.ts';
import { type ImportReport, readImportReport } from './importReport.ts';
import { oneLine } from '../oneLine.ts';
import type { ChildEnd } from './step.ts';

export type ModuleOutcome =
  | { readonly kind: 'imported' }
  | { readonly kind: 'shadowed'; readonly module: string }
  | {
      readonly kind: 'needs-extra';
      readonly module: string;
      readonly extra: string;
      readonly message: string;
    }
  | {
      readonly kind: 'failed';
      readonly verdict: Verdict;
      readonly message: string;
      readonly hint: string | undefined;
      readonly exitStatus: number | undefined;
      readonly signal: string | undefined;
    };

type Judged = Pick<TestPlan, 'python' | 'isolation' | 'folders' | 'limits' | 'doors' | 'extraFor'>;

/** What one module's import came to: by how its process ended and what that said, never by what was printed. */
export async function judgeModule(
  module: string,
  end: ChildEnd,
  plan: Judged,
): Promise<ModuleOutcome> {
  const failed = (verdict: Verdict, message: string, hint?: string): ModuleOutcome => ({
    kind: 'failed',
    verdict,
    message: `\`import ${module}\` ${message}`,
    hint,
    exitStatus: end.exitStatus,
    signal: end.signal,
  });
  const report = readImportReport(end.said);
  // 1. A completed import counts by where the module lies, however its process ended afterwards.
  if (report?.kind === 'imported') {
    return isOwn(report, plan) ? { kind: 'imported' } : { kind: 'shadowed', module };
  }
  // 2. An exception, with the one excuse.
  if (report?.kind === 'failed') {
    const text = oneLine(report.text);
    const raised = `raised \`${oneLine(report.type)}\`${text === '' ? '' : `: ${text}`}`;
    const extra = await neededExtra(report.missing, plan);
    return extra === undefined
      ? failed(
          { state: 'fail', reason: 'import-failed' },
          raised,
          surroundingsHint({ ...report, text: `${report.text}\n${report.loader}` }, plan) ??
            formerModuleHint(report.missing),
        )
      : { kind: 'needs-extra', module, extra, message: `\`import ${module}\` ${raised}` };
  }
  // 3. No word from the child: it was ended, or ended itself.
  if (end.expired) {
    return failed(
      { state: 'limit', reason: 'timeout' },
      `took longer than ${plan.limits.importMs / 1000} s`,
    );
  }
  if (end.signal !== undefined) {
    return failed({ state: 'fail', reason: 'crashed' }, `was killed by \`${end.signal}\``);
  }
  return failed(
    { state: 'fail', reason: 'import-failed' },
    `ended its interpreter with status ${end.exitStatus ?? 'unknown'} before it was complete`,
  );
}

/** Whether the module that was imported is the one of the environment and not one of the standard library. */
function isOwn(
  { places, builtin }: ImportReport & { readonly kind: 'imported' },
  { isolation, folders }: Judged,
): boolean {
  const env = isolation.seen(folders.env, folders.cell);
  // A module that puts another object in its place may name no file at all.
  return places.length === 0 ? !builtin : places.some((place) => place.startsWith(`${env}/`));
}

/** The extra whose absence explains the failure, by the names of the modules that were missing. */
async function neededExtra(missing: readonly string[], plan: Judged): Promise<string | undefined> {
  for (const name of missing) {
    const extra = await plan.extraFor(name);
    if (extra !== undefined) {
      return extra;
    }
  }
  return undefined;
}
