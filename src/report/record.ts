import type { Cell } from '../model/cell.ts';
import type { CellResult, StepResult } from '../model/cellResult.ts';
import type { CellRecord, RunRecord, StepRecord } from '../model/record.ts';
import type { RunEvent, RunInfo } from '../model/runEvent.ts';

/**
 * The record of a run as `--json` writes it.
 *
 * @internal
 */
export function runRecord(run: RunInfo, end: RunEnd): RunRecord {
  return {
    schema_version: 1,
    spip: end.spip,
    run: {
      id: run.id,
      started: run.started,
      seconds: milliseconds(end.seconds),
      jobs: run.jobs,
      sandbox: run.sandbox,
      platform: run.platform,
      exit_status: end.exitStatus,
    },
    cells: end.cells,
  };
}

/** The record of a run that came to its end. */
export function endedRecord(
  event: Extract<RunEvent, { kind: 'run-finished' }>,
  spip: string,
): RunRecord {
  return runRecord(event.run, {
    spip,
    seconds: event.seconds,
    exitStatus: event.exitStatus,
    cells: event.results.map(cellRecord),
  });
}

export interface RunEnd {
  /** Version of spip. */
  readonly spip: string;
  readonly seconds: number;
  readonly exitStatus: number | null;
  readonly cells: readonly CellRecord[];
}

export function cellRecord(result: CellResult): CellRecord {
  const { cell, steps } = result;
  const notes = [...result.notes, ...steps.flatMap((step) => step.notes)];
  return {
    id: cell.id,
    package: cell.package,
    requested: withoutCredentials(cell.requested),
    extras: cell.extras,
    version: cell.version,
    axes: cell.axes,
    python: cell.interpreter.python,
    interpreter: {
      path: cell.interpreter.executable,
      implementation: cell.interpreter.implementation,
      version: cell.interpreter.version,
      abiflags: cell.interpreter.abiflags,
      build: cell.interpreter.build,
    },
    ...result.verdict,
    message: result.message,
    hint: result.hint ?? null,
    seconds: milliseconds(result.seconds),
    environment: result.environment ?? null,
    packages: result.packages.map(({ name, version, file, sha256, built }) => ({
      name,
      version,
      file,
      sha256,
      built,
    })),
    attempts: (result.attempts ?? []).map(({ verdict, message, seconds, steps: before }) => ({
      ...verdict,
      message,
      seconds: milliseconds(seconds),
      steps: before.map(stepRecord),
    })),
    reused: null,
    notes: distinct(notes.map(({ code, text, paths }) => ({ code, text, paths }))),
    steps: steps.map(stepRecord),
  };
}

/** What is known about a cell before it has run: what remains if the run is killed. */
export function plannedCellRecord(cell: Cell): CellRecord {
  return cellRecord({
    cell,
    verdict: { state: 'cancelled', reason: 'interrupted' },
    message: 'The run ended before this cell did',
    hint: undefined,
    seconds: 0,
    environment: undefined,
    packages: [],
    steps: [],
    notes: [],
  });
}

function stepRecord(step: StepResult): StepRecord {
  const { tests, resources } = step;
  return {
    name: step.name,
    state: step.state,
    reason: step.verdict?.reason ?? null,
    exit_status: step.exitStatus ?? null,
    signal: step.signal ?? null,
    seconds: milliseconds(step.seconds),
    log: step.log ?? null,
    tests:
      tests === undefined
        ? null
        : {
            passed: tests.passed,
            failed: tests.failed,
            errors: tests.errors,
            skipped: tests.skipped,
            failing: tests.failing,
          },
    resources:
      resources === undefined
        ? null
        : {
            cpu_seconds: milliseconds(resources.cpuSeconds),
            max_rss_bytes: resources.maxRssBytes,
          },
  };
}

/** Seconds as the record has them: to the millisecond. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function withoutCredentials(text: string): string {
  return text.replaceAll(/\/\/[^/@\s]*@/g, '//***@');
}

// Steps and cells may carry the same note.
function distinct<T>(values: readonly T[]): readonly T[] {
  const seen = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...seen.values()];
}
