import type { Pane } from '../../model/context.ts';
import { checkExpectations, compareRuns } from '../compareRuns.ts';
import type { Standard } from '../exitStatus.ts';
import type { Reporter } from '../reporter.ts';
import { whenEnded } from '../whenEnded.ts';
import { compareText, expectationsText } from './compareText.ts';

/** Prints, behind the result of a run, what it is held against. */
export function comparedText(pane: Pane, { baseline, expectations }: Standard): Reporter {
  return whenEnded(({ record }) => {
    const text =
      baseline === undefined
        ? expectationsText(checkExpectations(record.cells, expectations), pane)
        : compareText(compareRuns(baseline, record, expectations), pane);
    pane.write(text === '' ? '' : `\n${text}`);
    return Promise.resolve();
  });
}
