import type { Network } from '../../model/doors.ts';
import type { FailingTest, TestCause, TestsRecord } from '../../model/ownTests.ts';
import type { Note } from '../../model/storedWheel.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { Evidence } from '../evidence/readEvidence.ts';
import type { TestsReport } from '../runners/readTestsReport.ts';
import type { TestPlan } from '../testPlan.ts';
import { brokenOff } from './brokenOff.ts';
import { foreignTest, lastError } from './runnerVerdict.ts';
import type { StepRun } from './step.ts';
import { noNetwork } from './surroundingsHint.ts';

interface Judgement {
  readonly verdict: Verdict | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly notes?: readonly Note[];
}

interface Ran {
  readonly run: StepRun;
  readonly report: TestsReport;
  readonly tests: TestsRecord;
  readonly evidence: readonly Evidence[];
  readonly network: Network;
}

const notRunnable: Verdict = { state: 'blocked', reason: 'tests-not-runnable' };

/**
 * What a run of a release's own tests came to. A pass needs three that agree: the exit status, the runner's own end, and
 * its counts; and that nothing else stood in the place of the release.
 */
export function judgeTests(plan: TestPlan, asked: Omit<Ran, 'network'>): Judgement {
  const { run, report, tests, evidence } = asked;
  const ran = { ...asked, network: plan.doors.network };
  const foreign = foreignTest(
    evidence.filter(({ kind }) => kind === 'module'),
    { ofTree: tests.from === 'checkout' },
  );
  if (foreign !== undefined) {
    return { verdict: notRunnable, message: foreign };
  }
  const [end] = run.ends;
  if (end === undefined || run.brokenOff !== undefined) {
    return brokenOff(run.brokenOff ?? 'exit', 'The test run', plan.limits);
  }
  const where = report.running === undefined ? '' : ` in \`${report.running}\``;
  if (end.expired) {
    const message = `The tests took longer than ${plan.limits.customMs / 1000} s${where}`;
    return { verdict: { state: 'limit', reason: 'timeout' }, message };
  }
  if (end.signal !== undefined) {
    const message = `The test run was killed by \`${end.signal}\`${where}`;
    return { verdict: { state: 'fail', reason: 'crashed' }, message };
  }
  if (report.end === undefined) {
    return unfinished(ran, end.exitStatus, where);
  }
  const judged = finished(ran, end.exitStatus) ?? { verdict: undefined, message: '' };
  const notes = notesOn(report, tests);
  return {
    ...judged,
    notes: judged.verdict === undefined ? notes : [...notes, ...guardedNotes(report)],
  };
}

/** The runner never came to its end: it did not start, or something ended the process under it. */
function unfinished(
  { run, report, tests }: Ran,
  status: number | undefined,
  where: string,
): Judgement {
  if (report.running === undefined && tests.failing.length === 0 && status !== 0) {
    return {
      verdict: notRunnable,
      message: `${tests.runner} did not start: ${lastError(run.tail)}`,
    };
  }
  return {
    verdict: { state: 'fail', reason: 'crashed' },
    message: `The test run ended with status ${status ?? 'unknown'} before it was complete${where}`,
  };
}

/** What speaks against a pass; `undefined`: nothing. */
function finished(ran: Ran, status: number | undefined): Judgement | undefined {
  const { run, report, tests } = ran;
  const { counts, failing } = tests;
  const said = report.end?.exit;
  if (tests.runner === 'pytest' && (said === 3 || said === 4)) {
    return brokenRunner(ran, said);
  }
  if (counts.failed + counts.errors > 0 || failing.length > 0) {
    return failed(tests, ran.network);
  }
  const total = counts.passed + counts.xfailed + counts.xpassed;
  if (total === 0 && said !== 0 && said !== 5) {
    const message = `${tests.runner} ended with status ${status ?? 'unknown'} before any test ran: ${lastError(run.tail)}`;
    return { verdict: notRunnable, message };
  }
  if (total === 0) {
    return counts.skipped > 0
      ? {
          verdict: { state: 'no-tests', reason: 'all-skipped' },
          message: `All ${counts.skipped} tests were skipped${skipsText(tests)}`,
        }
      : {
          verdict: { state: 'no-tests', reason: 'none-collected' },
          message: `${tests.runner} collected no tests in ${tests.paths.map((path) => `\`${path}\``).join(', ')}`,
        };
  }
  if (status !== 0 || said !== 0) {
    return {
      verdict: { state: 'fail', reason: 'tests-failed' },
      message: `${tests.runner} ended with status ${status ?? 'unknown'} though none of ${total} tests failed: ${lastError(run.tail)}`,
    };
  }
  return undefined;
}

/** What pytest means by these two: it broke down, or it did not accept how it was started. */
function brokenRunner({ run, tests, network }: Ran, said: 3 | 4): Judgement {
  const what = said === 3 ? 'broke down' : 'did not accept how it was started';
  const [first] = tests.failing;
  const why = first === undefined ? lastError(run.tail) : raised(first);
  return {
    verdict: notRunnable,
    message: `pytest ${what}: ${why}`,
    hint: hintOf(tests.failing, network),
  };
}

const mostShown = 6;

function failed(tests: TestsRecord, network: Network): Judgement {
  const { counts, failing } = tests;
  const causes = new Set(failing.map(({ cause }) => cause));
  const isKnown = tests.more_failing === 0 && failing.length > 0 && !causes.has(null);
  const isSurroundings = isKnown || isForeign(failing);
  const collection = failing.filter(({ kind }) => kind === 'collection');
  const onlyCollection = collection.length === failing.length && failing.length > 0;
  const bad = counts.failed + counts.errors;
  const total = bad + counts.passed + counts.skipped + counts.xfailed + counts.xpassed;
  const head = onlyCollection
    ? `${countOf(collection.length + tests.more_failing, 'file')} of tests could not be collected`
    : `${bad} of ${total} tests failed`;
  return {
    verdict: isSurroundings
      ? notRunnable
      : { state: 'fail', reason: onlyCollection ? 'collection-failed' : 'tests-failed' },
    message: [head, ...groupLines(failing)].join('\n'),
    hint: hintOf(failing, network),
  };
}

/** Whether most of them are none of pytest's tests: then so are those that the record has no room for. */
function isForeign(failing: readonly FailingTest[]): boolean {
  const foreign = failing.filter(({ cause }) => cause === 'other-runner');
  return foreign.length * 2 > failing.length && failing.every(({ cause }) => cause !== null);
}

/** Failing tests with the same exception and message in one line, the most frequent first. */
function groupLines(failing: readonly FailingTest[]): readonly string[] {
  const groups = [...Map.groupBy(failing, raised).entries()].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  const lines = groups.slice(0, mostShown).map(([text, group]) => {
    const [first] = group;
    const more = group.length > 1 ? ` and ${group.length - 1} more` : '';
    const cause = first === undefined || first.cause === null ? '' : ` [${first.cause}]`;
    return `${first?.test ?? ''}${more}: ${text}${cause}`;
  });
  return groups.length > mostShown
    ? [...lines, `and ${countOf(groups.length - mostShown, 'other failure')}`]
    : lines;
}

function raised({ exception, message }: FailingTest): string {
  return [exception, message].filter((part) => part !== '').join(': ');
}

const hints: Readonly<Record<TestCause, string>> = {
  network: noNetwork,
  'read-only':
    'a test writes to its environment, which is read-only in the sandbox: `--sandbox off` lets it',
  privileges: 'a test does what only root may do',
  'python-build':
    'this Python was built without a module of the standard library: `spip python list` shows which ones have it',
  'absent-file':
    'a test reads a file that the sdist lacks, or a source of the release: those are not beside the tests, so that the installed release is under test',
  'hidden-file':
    'a test reads a file of this machine that the sandbox does not show: `--mount` shows it, read-only',
  'missing-fixture':
    'a test asks for a fixture that no plugin or `conftest.py` brings: `--test-with` adds the plugin',
  'other-runner':
    'these are no tests of pytest, but of a runner of their own: `--tests` and `--command` start one',
  'missing-module':
    'a test imports a module that no requirement of the tests brings: `--test-with` adds it',
};

function hintOf(failing: readonly FailingTest[], network: Network): string | undefined {
  const cause = failing.find((one) => one.cause !== null)?.cause;
  return cause === undefined || cause === null || (cause === 'network' && network === 'host')
    ? undefined
    : hints[cause];
}

/** Missing requirements of tests never pass in silence. */
function notesOn({ end }: TestsReport, tests: TestsRecord): readonly Note[] {
  const missing = tests.skips.filter(({ reason }) => missingImport.test(reason));
  const lost = missing.reduce((sum, { count }) => sum + count, 0);
  return [
    ...(lost === 0
      ? []
      : [
          note(
            'tests-skipped',
            `${countOf(lost, 'test')} or files of tests skipped, because an import is missing: ${missing.map(({ reason }) => reason).join('; ')}`,
          ),
        ]),
    ...(end === undefined || end.taken.length > 0
      ? []
      : [
          note(
            'release-not-imported',
            'the process that ran the tests imported no module of the release',
          ),
        ]),
    ...(tests.requirements.left_out.length === 0
      ? []
      : [
          note(
            'requirements-left-out',
            `requirements of the tests were left out: ${tests.requirements.left_out.join(', ')}`,
          ),
        ]),
  ];
}

/** Files of tests may take for granted what they import where it is there. */
function guardedNotes({ end }: TestsReport): readonly Note[] {
  const names = (end?.guarded ?? []).map((name) => `\`${name}\``);
  return names.length === 0
    ? []
    : [
        note(
          'imports-guarded',
          `its tests import ${names.join(', ')} only where they can, and did not: \`--test-with\` adds what is missing`,
        ),
      ];
}

/** As `pytest.importorskip` says it, as people do, and pytest of coroutines that nothing runs. */
const missingImport = /\bcould not import\b|\bNo module named\b|\bno async plugin installed\b/i;

function skipsText({ skips }: TestsRecord): string {
  const [first] = skips;
  return first === undefined
    ? ''
    : `: ${first.reason}${skips.length > 1 ? ', and other reasons' : ''}`;
}

function note(code: string, text: string): Note {
  return { code, text, paths: [] };
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
