import type { DatabaseSync } from 'node:sqlite';
import { SpipError } from '../lib/spipError.ts';
import type { CellJob } from '../model/cellJob.ts';
import type { DoorsRecord } from '../model/doors.ts';
import type { MemoryPeak } from '../model/memoryPeak.ts';
import { closedDoors, doors, parseCell } from '../model/parseRecord.ts';
import type { StoredRun } from '../model/record.ts';
import { recordVersion, stepNames } from '../model/record.ts';
import type { PackageSelection, SandboxLevel } from '../model/runInfo.ts';
import type { RunSummary } from '../model/runSummary.ts';
import type { CellState } from '../model/verdict.ts';
import { readStoredJob } from './storedJob.ts';

export function listRuns(database: DatabaseSync, limit: number): readonly RunSummary[] {
  const counts = database.prepare(
    'SELECT state, count(*) AS count FROM cells WHERE run = ? GROUP BY state',
  );
  const flips = database.prepare(
    `SELECT count(*) AS count FROM cells WHERE run = ? AND record LIKE '%"code":"flaky-before"%'`,
  );
  return database
    .prepare('SELECT * FROM runs ORDER BY number DESC LIMIT ?')
    .all(limit)
    .map((row) => {
      const run = asRunRow(row);
      const states = counts
        .all(run.number)
        .map((one) => [String(one['state']), Number(one['count'])] as const);
      return {
        id: run.id,
        started: run.started,
        seconds: run.seconds,
        exitStatus: run.exit_status,
        requested: selectionsOf(run).map(({ requested }) => requested),
        cells: states.reduce((sum, [, count]) => sum + count, 0),
        counts: Object.fromEntries(states),
        flakyBefore: Number(flips.get(run.number)?.['count']),
      };
    });
}

/** How the cells of one package ended in one run. */
export interface PackageCounts {
  readonly run: string;
  readonly package: string;
  readonly counts: Readonly<Partial<Record<CellState, number>>>;
}

/** The packages of the newest runs, oldest first. */
export function readTrends(database: DatabaseSync, limit: number): readonly PackageCounts[] {
  const rows = database
    .prepare(
      `SELECT runs.number AS number, runs.id AS id, package, state, count(*) AS count
       FROM cells JOIN runs ON runs.number = cells.run
       WHERE run IN (SELECT number FROM runs ORDER BY number DESC LIMIT ?)
       GROUP BY run, package, state ORDER BY runs.number, package`,
    )
    .all(limit);
  const groups = Map.groupBy(rows, (row) => `${String(row['number'])} ${String(row['package'])}`);
  return [...groups.values()].map((own) => ({
    run: String(own[0]?.['id']),
    package: String(own[0]?.['package']),
    counts: Object.fromEntries(own.map((row) => [String(row['state']), Number(row['count'])])),
  }));
}

export function readRun(database: DatabaseSync, which: string): StoredRun {
  const run = findRun(database, which);
  const cells = database
    .prepare('SELECT record FROM cells WHERE run = ? ORDER BY position')
    .all(run.number)
    .map((row, index) =>
      parseCell(JSON.parse(String(row['record'])), `$.cells[${index}]`, run.record_version),
    );
  return {
    record: {
      schema_version: recordVersion,
      spip: run.spip,
      run: {
        id: run.id,
        started: run.started,
        seconds: run.seconds,
        jobs: run.jobs,
        sandbox: run.sandbox,
        doors: doorsOf(run),
        platform: run.platform,
        exit_status: run.exit_status,
      },
      cells,
    },
    selections: selectionsOf(run),
    folder: run.folder,
  };
}

/** What was to run in a cell; `undefined`: nothing, or it was not kept. */
export function readJob(database: DatabaseSync, which: string, cell: string): CellJob | undefined {
  const row = database
    .prepare('SELECT job FROM cells WHERE run = ? AND id = ?')
    .get(findRun(database, which).number, cell);
  return row === undefined ? undefined : readStoredJob(String(row['job']));
}

export function readDurations(
  database: DatabaseSync,
  cells: readonly string[],
): ReadonlyMap<string, number> {
  const newest = database.prepare(
    `SELECT seconds FROM cells
     WHERE id = ? AND finished = 1 AND state <> 'cancelled' ORDER BY run DESC LIMIT 1`,
  );
  const found = new Map<string, number>();
  for (const id of cells) {
    const row = newest.get(id);
    if (row !== undefined) {
      found.set(id, Number(row['seconds']));
    }
  }
  return found;
}

/** Of these packages, over all runs. */
export function readPeaks(
  database: DatabaseSync,
  packages: ReadonlySet<string>,
): readonly MemoryPeak[] {
  const highest = database.prepare(
    'SELECT step, max(bytes) AS bytes FROM peaks WHERE package = ? GROUP BY step',
  );
  return [...packages].flatMap((name) =>
    highest.all(name).flatMap((row) => {
      const step = stepNames.find((one) => one === row['step']);
      return step === undefined ? [] : [{ package: name, step, bytes: Number(row['bytes']) }];
    }),
  );
}

function findRun(database: DatabaseSync, which: string): RunRow {
  if (which === 'last') {
    const row = database.prepare('SELECT * FROM runs ORDER BY number DESC LIMIT 1').get();
    if (row === undefined) {
      throw new SpipError('not-found', 'Expected an earlier run, found none', {
        hint: '`spip matrix` makes one',
      });
    }
    return asRunRow(row);
  }
  // substr, not LIKE: what the user wrote holds no wildcards.
  const rows = database
    .prepare(
      'SELECT * FROM runs WHERE substr(id, 1, length(?1)) = ?1 ORDER BY number DESC LIMIT 10',
    )
    .all(which)
    .map(asRunRow);
  const [first, second] = rows;
  const found = rows.find(({ id }) => id === which) ?? (second === undefined ? first : undefined);
  if (found !== undefined) {
    return found;
  }
  if (first === undefined) {
    throw new SpipError(
      'not-found',
      `Expected an earlier run, found none that begins with \`${which}\``,
      {
        hint: '`spip runs` lists them',
      },
    );
  }
  throw new SpipError('not-found', `Expected one run, found several that begin with \`${which}\``, {
    hint: `they are ${rows.map(({ id }) => id).join(', ')}`,
  });
}

interface RunRow {
  readonly number: number;
  readonly id: string;
  readonly spip: string;
  readonly started: string;
  readonly seconds: number;
  readonly jobs: number;
  readonly sandbox: SandboxLevel;
  readonly doors: string;
  readonly platform: string;
  readonly folder: string;
  readonly selections: string;
  readonly exit_status: number | null;
  readonly record_version: number;
}

// The tables are STRICT and only this room writes them.
function asRunRow(row: object): RunRow {
  return row as RunRow;
}

function doorsOf({ doors: text, sandbox }: RunRow): DoorsRecord {
  return text === '' ? closedDoors(sandbox) : doors(JSON.parse(text), '$.run.doors');
}

function selectionsOf(run: RunRow): readonly PackageSelection[] {
  return JSON.parse(run.selections) as readonly PackageSelection[];
}
