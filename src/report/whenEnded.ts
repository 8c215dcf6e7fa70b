import type { StoredRun } from '../model/record.ts';
import { RunFold } from '../model/runFold.ts';
import type { Reporter } from './reporter.ts';

/** A reporter that does one thing: with a run that came to its end, when all else is said. */
export function whenEnded(task: (run: StoredRun) => Promise<void>): Reporter {
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
      if (ended !== undefined) {
        await task(ended);
      }
    },
  };
}
