import { statSync } from 'node:fs';
import { join } from 'node:path';
import { stepNames } from '../../model/record.ts';
import type { LiveLog } from '../html/liveMessage.ts';
import { readLogEnd } from '../logFile.ts';

// Some run once more with a layer over the environment.
const logNames = ['', '.layer'].flatMap((layer) =>
  stepNames.map((step) => ({ step, name: `${layer}.${step}.log` })),
);

// As much as the page of an ended run has.
const mostBytes = 16_000;

/** The end of the log that was written last of those of a cell that runs; `null` where none says anything. */
export function liveLog(folder: string, slug: string): LiveLog | null {
  const written = logNames.flatMap(({ step, name }) => {
    const log = join('logs', `${slug}${name}`);
    const stats = statSync(join(folder, log), { throwIfNoEntry: false });
    return stats?.isFile() === true && stats.size > 0 ? [{ step, log, at: stats.mtimeMs }] : [];
  });
  const newest = written.reduce<(typeof written)[number] | undefined>(
    (found, one) => (found === undefined || one.at >= found.at ? one : found),
    undefined,
  );
  const end = newest === undefined ? undefined : readLogEnd(folder, newest.log, mostBytes);
  return newest === undefined || end === undefined ? null : { name: newest.step, text: end.text };
}
