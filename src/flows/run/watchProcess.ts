import type { RunJournal } from '../../journal/openJournal.ts';
import type { ProcessIdentity } from '../../lib/processIdentity.ts';

type OnSpawn = (process: ProcessIdentity) => void;

/** Runs something that starts processes; while it runs the journal names them, so that a sweep can end them. */
export async function watchProcess<T>(
  journal: Pick<RunJournal, 'intend' | 'done'>,
  run: (onSpawn: OnSpawn) => Promise<T>,
): Promise<T> {
  const tokens: Promise<number>[] = [];
  try {
    return await run((identity) => {
      const token = journal.intend({ kind: 'process', process: identity });
      // Looked at when the process has ended: until then a failure must not count as one that nobody handles.
      token.catch(() => undefined);
      tokens.push(token);
    });
  } finally {
    await Promise.all(tokens.map(async (token) => journal.done(await token)));
  }
}
