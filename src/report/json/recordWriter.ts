import { join } from 'node:path';
import { asDiskError } from '../../lib/files/diskError.ts';
import { SpipError } from '../../lib/spipError.ts';
import { writeFileAtomic } from '../../lib/files/writeFileAtomic.ts';
import type { RunRecord } from '../../model/record.ts';
import { exitStatusOfError } from '../exitStatus.ts';
import type { Reporter } from '../reporter.ts';
import { toJson } from '../toJson.ts';
import { whenEnded } from '../whenEnded.ts';
import type { ReportTarget } from '../writeReports.ts';
import { writeReports } from '../writeReports.ts';

/** Writes the record of a run that came to its end to its folder, and the reports that are asked for. */
export function recordWriter(target: ReportTarget): Reporter {
  return whenEnded(async (ended) => {
    const { record, folder } = ended;
    // Neither costs the other, and what was asked for says how the run will end.
    const failure = await writeOwn(join(folder, 'report.json'), toJson(record));
    const told = failure === undefined ? record : failed(record, failure);
    await writeReports({ ...ended, record: told }, target);
    if (failure !== undefined) {
      throw failure;
    }
  });
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
