import { join, resolve } from 'node:path';
import { SpipError } from '../lib/spipError.ts';
import { writeFileAtomic } from '../lib/writeFileAtomic.ts';
import type { Pane } from '../model/context.ts';
import type { RunRecord } from '../model/record.ts';
import { endedRecord } from './record.ts';
import type { Reporter } from './reporter.ts';

export interface RecordTarget {
  /** Version of spip. */
  readonly spip: string;
  /** `--json`: a file, or `-` for `out`. */
  readonly json: string | undefined;
  readonly cwd: string;
  readonly out: Pick<Pane, 'write'>;
}

/** Writes the record of a run that came to its end: `report.json` in its folder, and what `--json` asks for. */
export function recordWriter(target: RecordTarget): Reporter {
  let ended: { readonly record: RunRecord; readonly folder: string } | undefined;
  return {
    on: (event) => {
      if (event.kind === 'run-finished') {
        ended = { record: endedRecord(event, target.spip), folder: event.run.folder };
      }
    },
    close: async () => {
      if (ended === undefined) {
        return;
      }
      const text = `${JSON.stringify(ended.record, undefined, 2)}\n`;
      await writeFileAtomic(join(ended.folder, 'report.json'), text);
      if (target.json === '-') {
        target.out.write(text);
      } else if (target.json !== undefined) {
        await writeJsonFile(resolve(target.cwd, target.json), text);
      }
    },
  };
}

async function writeJsonFile(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    throw new SpipError('unwritable', `Failed to write the record \`${path}\``, { cause: error });
  }
}
