import type { Pane } from '../../model/context.ts';
import type { Verbosity } from '../../model/verbosity.ts';
import { RunFold } from '../../model/runFold.ts';
import type { Reporter } from '../reporter.ts';
import { runText } from './runText.ts';

/** Prints grid or table, reasons and summary once the run has ended. */
export function finalText(pane: Pane, verbosity: Verbosity): Reporter {
  const fold = new RunFold();
  return {
    on: (event) => {
      fold.on(event);
      const ended = event.kind === 'run-finished' ? fold.ended(event) : undefined;
      if (ended !== undefined) {
        pane.write(`\n${runText(ended, pane, verbosity)}`);
      }
    },
    close: () => Promise.resolve(),
  };
}
