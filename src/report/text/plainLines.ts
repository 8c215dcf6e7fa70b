import type { Pane } from '../../model/context.ts';
import type { Verbosity } from '../../model/verbosity.ts';
import { CellNames } from '../cellNames.ts';
import type { Reporter } from '../reporter.ts';
import { resultLine } from './resultLine.ts';
import { writeAside } from '../writeAside.ts';

/** Progress where nothing can be redrawn: one line per finished cell, each written whole. */
export function plainLines(pane: Pane, verbosity: Verbosity): Reporter {
  const names = new CellNames();
  return {
    on: (event) => {
      if (event.kind === 'run-started') {
        names.take(event);
      }
      if (verbosity !== 'quiet' && event.kind === 'cell-finished') {
        pane.write(resultLine(names.padded(event.cell), event.outcome, pane));
      }
      writeAside(event, pane, verbosity);
    },
    close: () => Promise.resolve(),
  };
}
