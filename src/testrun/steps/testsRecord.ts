import { existsSync } from 'node:fs';
import type { FailingTest, TestCause, TestsRecord } from '../../model/ownTests.ts';
import type { ReportedFailure, TestsReport } from '../runners/readTestsReport.ts';
import type { OwnTests, TestPlan } from '../testPlan.ts';

type Cell = Pick<TestPlan, 'modules' | 'isolation'>;

/** How many failing tests a record has. */
const mostFailing = 100;

const noCounts = { passed: 0, failed: 0, errors: 0, skipped: 0, xfailed: 0, xpassed: 0 };

/** What the record says of a run of tests. */
export function testsRecord(own: OwnTests, { failing, end }: TestsReport, plan: Cell): TestsRecord {
  const isForeign = isForOtherRunner(own, failing);
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
      const cause = causeOf(one, own, plan) ?? (isForeign ? 'other-runner' : null);
      return { test, kind, exception, message, cause };
    }),
    more_failing: Math.max(0, failing.length - mostFailing) + (end?.left ?? 0),
    skips: end?.skips ?? [],
  };
}

/**
 * Whether pytest took for tests what are none of its own: nothing of them speaks of it, and most of what failed asks for
 * fixtures that nothing brings. What else fails of them proves nothing.
 */
function isForOtherRunner(
  { pytestTie }: Pick<OwnTests, 'pytestTie'>,
  failing: TestsReport['failing'],
): boolean {
  const asking = failing.filter(({ fixture }) => fixture !== null);
  return pytestTie === 'none' && asking.length * 2 > failing.length;
}

function causeOf(
  { cause, missing, fixture, absent, named, outside }: ReportedFailure,
  own: OwnTests,
  { modules, isolation }: Cell,
): TestCause | null {
  const folders = own.from === 'sdist' || own.from === 'git' ? own.targets : [];
  const isAbsent =
    (named !== null && own.notPlaced.includes(named)) ||
    (absent !== null &&
      [...own.notPlaced, ...folders].some(
        (path) => absent === path || absent.startsWith(`${path}/`),
      ));
  const isMissing = missing !== null && !isOfRelease(missing, own, modules);
  const isHidden = outside !== null && isolation.level !== 'none' && isElsewhere(outside);
  const lacksFixture = fixture !== null && own.pytestTie === 'tests';
  return (
    cause ??
    (isMissing
      ? 'missing-module'
      : lacksFixture
        ? 'missing-fixture'
        : isAbsent
          ? 'absent-file'
          : isHidden
            ? 'hidden-file'
            : null)
  );
}

/** Whether this machine has a file that a sandbox lacks; of `/tmp` and of `/proc` a cell has its own. */
function isElsewhere(path: string): boolean {
  return !/^\/(?:tmp|proc)\//.test(path) && existsSync(path);
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
