import { join, resolve } from 'node:path';
import { diskError } from '../lib/diskError.ts';
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
      // What was asked for comes first, and neither costs the other.
      const written = await Promise.allSettled([
        writeAskedFor(target, text),
        writeOwn(join(ended.folder, 'report.json'), text),
      ]);
      for (const one of written) {
        if (one.status === 'rejected') {
          throw one.reason;
        }
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

async function writeOwn(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    throw diskError(error, `write the record \`${path}\``);
  }
}

async function writeJsonFile(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    throw new SpipError('unwritable', `Failed to write the record \`${path}\``, { cause: error });
  }
}
