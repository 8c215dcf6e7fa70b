import type { RunJournal } from '../journal/openJournal.ts';
import { readBootId } from '../process/processIdentity.ts';

type OnSpawn = (pid: number, startTime: string | undefined) => void;

/** Runs something that starts processes; while it runs the journal names them, so that a sweep can end them. */
export async function watchProcess<T>(
  journal: RunJournal,
  run: (onSpawn: OnSpawn) => Promise<T>,
): Promise<T> {
  const tokens: Promise<number>[] = [];
  try {
    return await run((pid, startTime) => {
      const identity = { bootId: readBootId(), pid, startTime };
      tokens.push(journal.intend({ kind: 'process', process: identity }));
    });
  } finally {
    await Promise.all(tokens.map(async (token) => journal.done(await token)));
  }
}
