import type { DatabaseSync } from 'node:sqlite';
import { parseOutcome } from '../model/parseRecord.ts';
import type { CellOutcome } from '../model/record.ts';
import { recordVersion } from '../model/record.ts';

/** What an earlier run found under a key. */
export interface KeptVerdict {
  readonly outcome: CellOutcome;
  /** Id of that run. */
  readonly run: string;
  /** Absolute folder of its logs. */
  readonly folder: string;
  /** ISO 8601, UTC. */
  readonly decided: string;
}

/** Reads what is known of a key; `undefined` also where runs came to different states. */
export function verdictReader(database: DatabaseSync): (key: string) => KeptVerdict | undefined {
  const statement = database.prepare(
    `SELECT outcome, decided, runs.id AS run, folder
     FROM verdicts JOIN runs ON runs.number = verdicts.run
     WHERE key = ? AND contradicted = 0 AND verdicts.record_version = ${recordVersion}`,
  );
  return (key) => {
    const row = statement.get(key);
    return row === undefined
      ? undefined
      : {
          outcome: parseOutcome(JSON.parse(String(row['outcome'])), '$'),
          run: String(row['run']),
          folder: String(row['folder']),
          decided: String(row['decided']),
        };
  };
}

/** The last state that was found under a key. */
export interface EarlierState {
  readonly state: string;
  /** Id of the run that found it. */
  readonly run: string;
  /** Whether other runs came to another one. */
  readonly contradicted: boolean;
}

/** Reads what is known of a key, contradicted or not. */
export function earlierState(database: DatabaseSync, key: string): EarlierState | undefined {
  const row = database
    .prepare(
      `SELECT verdicts.state AS state, runs.id AS run, contradicted
       FROM verdicts JOIN runs ON runs.number = verdicts.run WHERE key = ?`,
    )
    .get(key);
  return row === undefined
    ? undefined
    : {
        state: String(row['state']),
        run: String(row['run']),
        contradicted: row['contradicted'] === 1,
      };
}
