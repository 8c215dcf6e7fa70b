import type { RunJournal } from '../journal/openJournal.ts';
import type { ProcessIdentity } from '../lib/processIdentity.ts';

type OnSpawn = (process: ProcessIdentity) => void;

/** Runs something that starts processes; while it runs the journal names them, so that a sweep can end them. */
export async function watchProcess<T>(
  journal: RunJournal,
  run: (onSpawn: OnSpawn) => Promise<T>,
): Promise<T> {
  const tokens: Promise<number>[] = [];
  try {
    return await run((identity) => {
      tokens.push(journal.intend({ kind: 'process', process: identity }));
    });
  } finally {
    await Promise.all(tokens.map(async (token) => journal.done(await token)));
  }
}
