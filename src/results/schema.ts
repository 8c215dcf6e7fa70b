import type { DatabaseSync } from 'node:sqlite';
import { SpipError } from '../lib/spipError.ts';

/** Version of the tables below. A newer database is left alone. */
const schemaVersion = 6;

/**
 * Makes the tables of a new database.
 *
 * @throws SpipError `unwritable` if a newer spip wrote it.
 */
export function migrate(database: DatabaseSync, path: string): void {
  if (versionOf(database) === schemaVersion) {
    return;
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have made them while this one waited.
    const version = versionOf(database);
    if (version > schemaVersion) {
      throw new SpipError(
        'unwritable',
        `Expected a database of runs of version ${schemaVersion}, found version ${version}: \`${path}\``,
        { hint: 'a newer spip wrote it: use that one, or name another folder with `--data-dir`' },
      );
    }
    if (version < schemaVersion) {
      const steps = version === 0 ? [tables, verdicts, peaks] : migrations.slice(version - 1);
      steps.forEach((step) => database.exec(step));
      database.exec(`PRAGMA user_version = ${schemaVersion}`);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

// A cell's whole record stands in it as JSON; the columns beside it are those that queries ask for.
const tables = `
CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  spip TEXT NOT NULL,
  started TEXT NOT NULL,
  seconds REAL NOT NULL,
  jobs INTEGER NOT NULL,
  sandbox TEXT NOT NULL,
  doors TEXT NOT NULL DEFAULT '',
  platform TEXT NOT NULL,
  folder TEXT NOT NULL,
  selections TEXT NOT NULL,
  exit_status INTEGER,
  record_version INTEGER NOT NULL
) STRICT;

CREATE TABLE cells (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  package TEXT NOT NULL,
  version TEXT NOT NULL,
  python TEXT NOT NULL,
  finished INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  seconds REAL NOT NULL,
  environment TEXT,
  record TEXT NOT NULL,
  job TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (run, position),
  UNIQUE (run, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cells_by_id ON cells (id, run);
`;

// What was found under a key (docs/reuse.md), as long as the run that found it: the logs are that run's.
const verdicts = `
CREATE TABLE verdicts (
  key TEXT PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  decided TEXT NOT NULL,
  state TEXT NOT NULL,
  contradicted INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  record_version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX verdicts_by_run ON verdicts (run);
`;

// The most memory that a step took in a run, by package: what later runs expect of it.
const peaks = `
CREATE TABLE peaks (
  package TEXT NOT NULL,
  step TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (package, step, run)
) STRICT, WITHOUT ROWID;

CREATE INDEX peaks_by_run ON peaks (run);
`;

// Version 1 held steps a second time, beside the record of their cell, and a key that nothing wrote.
const fromVersion1 = `
ALTER TABLE runs ADD COLUMN record_version INTEGER NOT NULL DEFAULT 1;
DROP TABLE steps;
DROP INDEX cells_by_verdict;
ALTER TABLE cells DROP COLUMN verdict_key;
`;

// As JSON; '' where none could be opened.
const fromVersion2 = `ALTER TABLE runs ADD COLUMN doors TEXT NOT NULL DEFAULT ''`;

// What `spip replay` runs again; '' where that was not kept.
const fromVersion4 = `ALTER TABLE cells ADD COLUMN job TEXT NOT NULL DEFAULT ''`;

/** What makes tables of the present version of those of version 1, one step a version. */
const migrations = [fromVersion1, fromVersion2, verdicts, fromVersion4, peaks];
