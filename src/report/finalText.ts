import type { Pane } from '../model/context.ts';
import type { Verbosity } from '../model/options.ts';
import type { PackageSelection } from '../model/runEvent.ts';
import { endedRecord } from './record.ts';
import type { Reporter } from './reporter.ts';
import { runText } from './runText.ts';

/** Prints grid or table, reasons and summary once the run has ended. */
export function finalText(pane: Pane, spip: string, verbosity: Verbosity): Reporter {
  let selections: readonly PackageSelection[] = [];
  return {
    on: (event) => {
      if (event.kind === 'run-started') {
        selections = event.selections;
      } else if (event.kind === 'run-finished') {
        const record = endedRecord(event, spip);
        pane.write(
          `\n${runText({ record, selections, folder: event.run.folder }, pane, verbosity)}`,
        );
      }
    },
    close: () => Promise.resolve(),
  };
}
