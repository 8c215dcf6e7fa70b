import type { CellRecord, StepState } from '../../model/record.ts';
import type { CellState } from '../../model/verdict.ts';
import { failedAttempts, isFlaky } from '../flaky.ts';
import { plainText } from '../plainText.ts';
import { cellName } from '../reporter.ts';
import type { RunReport } from '../runReport.ts';
import { TextBudget } from '../textBudget.ts';

/** The Common Test Report Format, version 1.0.0: one test per cell; `rawStatus` is its state. */
export function ctrfText({ record: { cells, run, spip } }: RunReport): string {
  const start = Date.parse(run.started);
  const duration = Math.round(run.seconds * 1000);
  const count = (status: Status): number =>
    cells.filter(({ state }) => statuses[state] === status).length;
  const room = new TextBudget({ all: 20_000_000, one: 20_000, later: 300 });
  const report = {
    reportFormat: 'CTRF',
    specVersion: '1.0.0',
    timestamp: new Date(start + duration).toISOString(),
    generatedBy: `spip ${spip}`,
    results: {
      tool: { name: 'spip', version: spip },
      summary: {
        tests: cells.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: 0,
        flaky: cells.filter(isFlaky).length,
        suites: new Set(cells.map((cell) => suiteOf(cell).join(' '))).size,
        start,
        stop: start + duration,
        duration,
      },
      tests: cells.map((cell) => testOf(cell, room)),
      environment: {
        osPlatform: run.platform,
        extra: { run: run.id, jobs: run.jobs, sandbox: run.sandbox },
      },
    },
  };
  return `${JSON.stringify(report, undefined, 1)}\n`;
}

function testOf(cell: CellRecord, room: TextBudget): object {
  const told = (text: string): string => plainText(room.take(text));
  const failed = failedAttempts(cell);
  return {
    name: cellName(cell),
    status: statuses[cell.state],
    duration: Math.round(cell.seconds * 1000),
    suite: suiteOf(cell),
    rawStatus: cell.state,
    ...(cell.message === '' ? {} : { message: told(cell.message) }),
    tags: [cell.reason],
    flaky: isFlaky(cell),
    retries: cell.attempts.length,
    ...(failed.length === 0
      ? {}
      : {
          retryAttempts: failed.map(({ state, seconds, message }, index) => ({
            attempt: index + 1,
            status: statuses[state],
            duration: Math.round(seconds * 1000),
            message: told(message),
          })),
        }),
    parameters: { package: cell.package, version: cell.version, python: cell.python, ...cell.axes },
    steps: cell.steps.map(({ name, state }) => ({ name, status: stepStatuses[state] })),
    extra: {
      id: cell.id,
      reason: cell.reason,
      hint: cell.hint,
      environment: cell.environment,
      reused: cell.reused,
      own_tests: cell.steps.find(({ tests }) => tests !== null)?.tests?.counts ?? null,
    },
  };
}

function suiteOf(cell: CellRecord): readonly string[] {
  return [cell.package, cell.python];
}

type Status = 'passed' | 'failed' | 'skipped';

/** What did not pass and applied has failed, whoever is to blame: no reader may take it for a success. */
const statuses: Readonly<Record<CellState, Status>> = {
  pass: 'passed',
  fail: 'failed',
  blocked: 'failed',
  limit: 'failed',
  infra: 'failed',
  'no-tests': 'skipped',
  'not-applicable': 'skipped',
  cancelled: 'skipped',
};

const stepStatuses: Readonly<Record<StepState, Status>> = {
  pass: 'passed',
  fail: 'failed',
  limit: 'failed',
  error: 'failed',
  'no-tests': 'skipped',
  skipped: 'skipped',
};
