import type { Verdict } from '../model/verdict.ts';
import type { ModuleReport } from './driverReport.ts';
import { oneLine } from './oneLine.ts';
import type { TestPlan } from './testPlan.ts';

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
      readonly exitStatus: number | undefined;
      readonly signal: string | undefined;
    };

type Judged = Pick<TestPlan, 'folders' | 'limits' | 'isolation' | 'extraFor'>;

/** What one module's import came to: by what the driver reports, never by what was printed. */
export async function judgeModule(report: ModuleReport, plan: Judged): Promise<ModuleOutcome> {
  const { module, end, places, chain } = report;
  const failed = (verdict: Verdict, message: string): ModuleOutcome => ({
    kind: 'failed',
    verdict,
    message: `\`import ${module}\` ${message}`,
    exitStatus: end.exitStatus,
    signal: end.signal,
  });
  // 1. A completed import counts by where the module lies, however its process ended afterwards.
  if (places !== undefined) {
    return isOwn(report, places, plan) ? { kind: 'imported' } : { kind: 'shadowed', module };
  }
  // 2. An exception, with the one excuse.
  const [first] = chain;
  if (first !== undefined) {
    const text = oneLine(first.text);
    const raised = `raised \`${first.type}\`${text === '' ? '' : `: ${text}`}`;
    const extra = await neededExtra(report, plan);
    return extra === undefined
      ? failed({ state: 'fail', reason: 'import-failed' }, raised)
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
function isOwn(report: ModuleReport, places: readonly string[], plan: Judged): boolean {
  const { env, cell } = plan.folders;
  const own = plan.isolation.seen(env, cell);
  // A module that puts another object in its place may name no file at all.
  return places.length === 0
    ? !report.builtin
    : places.some((place) => place.startsWith(`${own}/`));
}

/** The extra whose absence explains the failure, by the names of the modules that were missing. */
async function neededExtra({ chain }: ModuleReport, plan: Judged): Promise<string | undefined> {
  for (const { missing } of chain) {
    const extra = missing === undefined ? undefined : await plan.extraFor(missing);
    if (extra !== undefined) {
      return extra;
    }
  }
  return undefined;
}
