import type { Teardown } from '../lib/teardown.ts';
import type { Intent } from './journalLines.ts';
import type { RunJournal } from './openJournal.ts';

/** Writes down what is about to be made, and registers what undoes it: the next sweep tries again what fails there. */
export async function intendUntilUndone(
  intent: Intent,
  undo: () => Promise<void>,
  {
    journal,
    teardown,
  }: {
    readonly journal: Pick<RunJournal, 'intend' | 'done'>;
    readonly teardown: Teardown;
  },
): Promise<void> {
  const token = await journal.intend(intent);
  teardown.register(async () => {
    await undo();
    await journal.done(token);
  });
}
