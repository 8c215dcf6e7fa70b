import { join, resolve } from 'node:path';
import { asDiskError } from '../../lib/files/diskError.ts';
import { SpipError } from '../../lib/spipError.ts';
import { writeFileAtomic } from '../../lib/files/writeFileAtomic.ts';
import { writeOutputFile } from './writeOutputFile.ts';
import type { Pane } from '../../model/context.ts';
import type { RunRecord, StoredRun } from '../../model/record.ts';
import { RunFold } from '../../model/runFold.ts';
import { exitStatusOfError } from '../exitStatus.ts';
import type { Reporter } from '../reporter.ts';

export interface RecordTarget {
  /** `--json`: a file, or `-` for `out`. */
  readonly json: string | undefined;
  readonly cwd: string;
  readonly out: Pick<Pane, 'write'>;
}

/** Writes the record of a run that came to its end: `report.json` in its folder, and what `--json` asks for. */
export function recordWriter(target: RecordTarget): Reporter {
  const fold = new RunFold();
  let ended: StoredRun | undefined;
  return {
    on: (event) => {
      fold.on(event);
      if (event.kind === 'run-finished') {
        ended = fold.ended(event);
      }
    },
    close: async () => {
      if (ended === undefined) {
        return;
      }
      const { record, folder } = ended;
      // Neither costs the other, and what was asked for says how the run will end.
      const failure = await writeOwn(join(folder, 'report.json'), textOf(record));
      await writeAskedFor(target, textOf(failure === undefined ? record : failed(record, failure)));
      if (failure !== undefined) {
        throw failure;
      }
    },
  };
}

async function writeAskedFor({ json, cwd, out }: RecordTarget, text: string): Promise<void> {
  if (json === '-') {
    out.write(text);
  } else if (json !== undefined) {
    await writeJsonFile(resolve(cwd, json), text);
  }
}

function textOf(record: RunRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

function failed(record: RunRecord, failure: SpipError): RunRecord {
  return { ...record, run: { ...record.run, exit_status: exitStatusOfError(failure) } };
}

/** Why it could not be written, if it could not. */
async function writeOwn(path: string, text: string): Promise<SpipError | undefined> {
  try {
    await writeFileAtomic(path, text);
    return undefined;
  } catch (error) {
    const { message, hint } = asDiskError(error, `write the record \`${path}\``);
    // Whatever the reason: the tests have run, and no option was wrong.
    return new SpipError('disk', message, { hint, cause: error });
  }
}

async function writeJsonFile(path: string, text: string): Promise<void> {
  try {
    await writeOutputFile(path, text);
  } catch (error) {
    throw new SpipError('unwritable', `Failed to write the record \`${path}\``, { cause: error });
  }
}
