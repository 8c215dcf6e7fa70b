import type { FailingTest, TestCause, TestsRecord } from '../../model/ownTests.ts';
import type { ReportedFailure, TestsReport } from '../runners/readTestsReport.ts';
import type { OwnTests } from '../testPlan.ts';

/** How many failing tests a record has. */
const mostFailing = 100;

const noCounts = { passed: 0, failed: 0, errors: 0, skipped: 0, xfailed: 0, xpassed: 0 };

/** What the record says of a run of tests. */
export function testsRecord(
  own: OwnTests,
  { failing, end }: TestsReport,
  modules: readonly string[],
): TestsRecord {
  return {
    runner: end?.runner ?? own.runner,
    rule: own.rule,
    from: own.from,
    paths: own.paths,
    environment: own.environment,
    requirements: own.requirements,
    counts: end?.counts ?? noCounts,
    failing: failing.slice(0, mostFailing).map((one): FailingTest => {
      const { test, kind, exception, message } = one;
      return { test, kind, exception, message, cause: causeOf(one, own, modules) };
    }),
    more_failing: Math.max(0, failing.length - mostFailing) + (end?.left ?? 0),
    skips: end?.skips ?? [],
  };
}

function causeOf(
  { cause, missing, absent, named }: ReportedFailure,
  own: OwnTests,
  modules: readonly string[],
): TestCause | null {
  const folders = own.from === 'sdist' || own.from === 'git' ? own.targets : [];
  const isAbsent =
    (named !== null && own.notPlaced.includes(named)) ||
    (absent !== null &&
      [...own.notPlaced, ...folders].some(
        (path) => absent === path || absent.startsWith(`${path}/`),
      ));
  const isMissing = missing !== null && !isOfRelease(missing, own, modules);
  return cause ?? (isMissing ? 'missing-module' : isAbsent ? 'absent-file' : null);
}

/** Whether a missing module would be one of the release, and its sdist has none that its wheel only leaves out. */
function isOfRelease(
  name: string,
  { notPlaced }: Pick<OwnTests, 'notPlaced'>,
  modules: readonly string[],
): boolean {
  const [top = ''] = name.split('.');
  const path = name.replaceAll('.', '/');
  const isLeftOut = notPlaced.some((file) =>
    [`/${path}.py`, `/${path}/__init__.py`].some((end) => `/${file}`.endsWith(end)),
  );
  return !isLeftOut && modules.some((module) => module.split('.')[0] === top);
}
