import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openReporters } from '../../src/report/openReporters.ts';
import { noStandard } from '../../src/report/exitStatus.ts';
import { fakePane } from '../unit/report/world.ts';
import { parseEvent } from './parseEvent.ts';

export interface Replayed {
  /** What went to standard output, that is: the events again. */
  readonly out: string;
  readonly err: string;
  /** The text of the record. */
  readonly json: string;
}

const never = new AbortController().signal;

/** Sends the recorded events of a run through the reporters once more; `folder` takes the record. */
export async function replay(
  events: string,
  { folder, live }: { readonly folder: string; readonly live: boolean },
): Promise<Replayed> {
  const [out, err] = [fakePane(), fakePane({ live })];
  let now = 0;
  const reporters = openReporters(
    {
      screen: { out, err, flush: () => Promise.resolve() },
      clock: { now: () => new Date(0), elapsed: () => now },
      cwd: folder,
      env: {},
      stop: { drain: never, kill: never, received: () => undefined },
    },
    {
      files: { json: 'replayed.json' },
      maxBytes: 1_000_000,
      standard: noStandard,
      page: { open: false, stay: false },
      ci: false,
      events: true,
      verbosity: 'normal',
    },
  );
  for (const line of events.trimEnd().split('\n')) {
    const { at, event } = parseEvent(line);
    now = at;
    reporters.emit(event);
  }
  await reporters.close();
  return {
    out: out.writes.join(''),
    err: err.writes.join(''),
    json: await readFile(join(folder, 'replayed.json'), 'utf8'),
  };
}
