import type { TestNames } from '../../model/testNames.ts';
import { testCounts } from '../../model/parseRecord.ts';
import { amount, list, nullable, object, oneOf, text } from '../../lib/shape.ts';
import type { Reader } from '../../lib/shape.ts';
import { SpipError } from '../../lib/spipError.ts';
import { oneLine } from '../oneLine.ts';

/** What a process that runs tests has said. Code of the release may have said it: it counts for its own step only. */
export interface TestsReport {
  readonly failing: readonly ReportedFailure[];
  /** What tests that did not fail are called: of a suite with very many, the first ones. */
  readonly names: TestNames;
  /** The test that ran when it said its last word. */
  readonly running: string | undefined;
  /** `undefined`: it never came to its end. */
  readonly end: ReportedEnd | undefined;
}

export type ReportedFailure = ReturnType<typeof failure>;
export type ReportedEnd = ReturnType<typeof end>;

/** Lines that are none of its own are passed over. */
export function readTestsReport(said: string): TestsReport {
  const lines = said.split('\n').flatMap(parseLine);
  const endLine = lines.findLast((line) => 'end' in line);
  const running = lines.findLast((line) => 'running' in line)?.['running'];
  return {
    failing: lines.flatMap((line) => readAs(failure, line)),
    running: typeof running === 'string' ? oneLine(running) : undefined,
    end: endLine && readAs(end, endLine['end'])[0],
    names: namesIn(lines.findLast((line) => 'names' in line)?.['names']),
  };
}

const line: Reader<string> = (value, place) => oneLine(text(value, place));

const failure = object({
  test: line,
  kind: oneOf('failed', 'error', 'collection'),
  exception: line,
  message: line,
  cause: nullable(oneOf('network', 'read-only', 'privileges', 'python-build', 'other-runner')),
  /** A module that a file of tests asked for in vain. */
  missing: nullable(line),
  /** A fixture that nothing brings. */
  fixture: nullable(line),
  /** A file below the working folder that was not there. */
  absent: nullable(line),
  /** One that is only spoken of, and is not there. */
  named: nullable(line),
  /** One elsewhere, by its whole path. */
  outside: nullable(line),
});

/** What is none of it is left out. */
function namesIn(said: unknown): TestNames {
  const given: Readonly<Record<string, unknown>> =
    typeof said === 'object' && said !== null ? { ...said } : {};
  const named = (outcome: keyof TestNames): readonly string[] => {
    const names = given[outcome];
    return (Array.isArray(names) ? names : []).flatMap((name: unknown) =>
      typeof name === 'string' ? [oneLine(name)] : [],
    );
  };
  return {
    passed: named('passed'),
    skipped: named('skipped'),
    xfailed: named('xfailed'),
    xpassed: named('xpassed'),
  };
}

const end = object({
  runner: oneOf('pytest', 'unittest'),
  version: line,
  exit: amount,
  counts: testCounts,
  skips: list((value, place) => {
    const [reason, count] = Array.isArray(value) ? (value as readonly unknown[]) : [];
    return { reason: line(reason, place), count: amount(count, place) };
  }),
  /** How many failures it has not told of. */
  left: amount,
  /** Modules under test that were imported in its own process. */
  taken: list(line),
  /** Modules that files of tests import where they are there, and that were not. */
  guarded: list(line),
});

function readAs<T>(reader: Reader<T>, value: unknown): readonly T[] {
  try {
    return [reader(value, '')];
  } catch (error) {
    if (error instanceof SpipError) {
      return [];
    }
    throw error;
  }
}

function parseLine(written: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === 'object' && value !== null ? [{ ...value }] : [];
  } catch {
    return [];
  }
}
