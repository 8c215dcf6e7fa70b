import type { DatabaseSync } from 'node:sqlite';
import { SpipError } from '../lib/spipError.ts';
import type { CellJob } from '../model/cellJob.ts';
import type { CellOutcome, CellRecord } from '../model/record.ts';
import { recordVersion } from '../model/record.ts';
import type { PackageSelection, RunInfo } from '../model/runInfo.ts';
import { tally } from '../lib/tally.ts';
import { storedJob } from './storedJob.ts';

export interface NewRun {
  /** Version of spip. */
  readonly spip: string;
  readonly run: RunInfo;
  readonly selections: readonly PackageSelection[];
  /** Every cell of the plan in its order, as it would stand if the run were killed now. */
  readonly cells: readonly CellRecord[];
  /** The work of those that are to run. */
  readonly jobs: readonly CellJob[];
}

/** What was found under a key that stands for all that it depends on. */
export interface DecidedCell {
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly decided: string;
  readonly outcome: CellOutcome;
}

/** Writes one run; each call is one transaction. */
export interface RunWriter {
  save(cells: readonly CellRecord[], decided: readonly DecidedCell[]): void;
  finish(end: { readonly seconds: number; readonly exitStatus: number }): void;
}

export function openRunWriter(database: DatabaseSync, plan: NewRun): RunWriter {
  const number = transaction(database, () => insertRun(database, plan));
  const positions = new Map(plan.cells.map((cell, position) => [cell.id, position]));
  const update = database.prepare(
    `UPDATE cells SET finished = 1, state = ?, reason = ?, seconds = ?, environment = ?, record = ?
     WHERE run = ? AND position = ?`,
  );
  // Whatever contradicts what was found before leaves the key undecided.
  const decide = database.prepare(
    `INSERT INTO verdicts (key, run, decided, state, contradicted, outcome, record_version)
     VALUES (?, ?, ?, ?, 0, ?, ?)
     ON CONFLICT (key) DO UPDATE SET
       contradicted = max(contradicted, state <> excluded.state),
       run = excluded.run, decided = excluded.decided, state = excluded.state,
       outcome = excluded.outcome, record_version = excluded.record_version`,
  );
  const raisePeaks = peakWriter(database, number);
  const end = database.prepare('UPDATE runs SET seconds = ?, exit_status = ? WHERE number = ?');

  const saveCell = (cell: CellRecord): void => {
    const position = positions.get(cell.id);
    if (position === undefined) {
      throw new SpipError('internal', `Expected a cell of the plan, found \`${cell.id}\``);
    }
    const { state, reason, seconds, environment } = cell;
    update.run(state, reason, seconds, environment, JSON.stringify(cell), number, position);
    // What an earlier run found stands there already.
    if (cell.reused === null) {
      raisePeaks(cell);
    }
  };
  const saveVerdict = ({ key, decided, outcome }: DecidedCell): void => {
    decide.run(key, number, decided, outcome.state, JSON.stringify(outcome), recordVersion);
  };
  return {
    save: (cells, decided) =>
      transaction(database, () => {
        cells.forEach(saveCell);
        decided.forEach(saveVerdict);
      }),
    finish: ({ seconds, exitStatus }) => {
      end.run(seconds, exitStatus, number);
    },
  };
}

/** Writes what a cell of this run took of memory, where no other one took more. */
function peakWriter(database: DatabaseSync, run: number): (cell: CellRecord) => void {
  const raise = database.prepare(
    `INSERT INTO peaks (package, step, run, bytes) VALUES (?, ?, ?, ?)
     ON CONFLICT (package, step, run) DO UPDATE SET bytes = max(bytes, excluded.bytes)`,
  );
  return ({ package: name, attempts, steps }) => {
    for (const step of [...attempts.flatMap((attempt) => attempt.steps), ...steps]) {
      const bytes = step.resources?.memory_bytes ?? step.resources?.max_rss_bytes;
      if (bytes !== undefined) {
        raise.run(name, step.name, run, Math.round(bytes));
      }
    }
  };
}

function insertRun(database: DatabaseSync, plan: NewRun): number {
  const { run } = plan;
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO runs (id, spip, started, seconds, jobs, sandbox, doors, platform, folder, selections, record_version)
       VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      run.id,
      plan.spip,
      run.started,
      run.jobs,
      run.sandbox,
      JSON.stringify(run.doors),
      run.platform,
      run.folder,
      JSON.stringify(plan.selections),
      recordVersion,
    );
  const number = Number(lastInsertRowid);
  const insert = database.prepare(
    `INSERT INTO cells (run, position, id, package, version, python, finished, state, reason, seconds, environment, record, job)
     VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)`,
  );
  const jobs = new Map(plan.jobs.map((job) => [job.id, storedJob(job)]));
  for (const [position, cell] of plan.cells.entries()) {
    insert.run(
      number,
      position,
      cell.id,
      cell.package,
      cell.version,
      cell.python,
      cell.state,
      cell.reason,
      cell.seconds,
      cell.environment,
      JSON.stringify(cell),
      jobs.get(cell.id) ?? '',
    );
  }
  return number;
}

/** All or nothing. IMMEDIATE: waits for other writers before, not in the middle. */
function transaction<T>(database: DatabaseSync, task: () => T): T {
  tally('transactions');
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = task();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) {
      database.exec('ROLLBACK');
    }
    throw error;
  }
}
