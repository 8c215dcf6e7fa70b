import type { FailingTest, TestCause, TestsRecord } from '../../model/ownTests.ts';
import type { ReportedFailure, TestsReport } from '../runners/readTestsReport.ts';
import type { OwnTests } from '../testPlan.ts';

/** How many failing tests a record has. */
const mostFailing = 100;

const noCounts = { passed: 0, failed: 0, errors: 0, skipped: 0, xfailed: 0, xpassed: 0 };

/** What the record says of a run of tests. */
export function testsRecord(own: OwnTests, { failing, end }: TestsReport): TestsRecord {
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
      return { test, kind, exception, message, cause: causeOf(one, own) };
    }),
    more_failing: Math.max(0, failing.length - mostFailing) + (end?.left ?? 0),
    skips: end?.skips ?? [],
  };
}

function causeOf(
  { cause, missing, absent, named }: ReportedFailure,
  own: OwnTests,
): TestCause | null {
  const folders = own.from === 'sdist' || own.from === 'git' ? own.targets : [];
  const isAbsent =
    (named !== null && own.notPlaced.includes(named)) ||
    (absent !== null &&
      [...own.notPlaced, ...folders].some(
        (path) => absent === path || absent.startsWith(`${path}/`),
      ));
  return cause ?? (missing !== null ? 'missing-module' : isAbsent ? 'absent-file' : null);
}
