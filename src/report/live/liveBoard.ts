import type { Clock, Pane } from '../../model/context.ts';
import type { Verbosity } from '../../model/verbosity.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { displayWidth } from '../displayWidth.ts';
import { boardFrame } from './boardFrame.ts';
import { Progress } from '../progress.ts';
import { writeAside } from '../writeAside.ts';
import { Redraw } from './redraw.ts';
import type { Reporter } from '../reporter.ts';
import { resultLine } from '../text/resultLine.ts';

export interface BoardParts {
  readonly pane: Pane;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly verbosity: Verbosity;
  /** Calls a task again and again until the returned function is called. */
  readonly every: (milliseconds: number, task: () => void) => () => void;
  /** Calls back before the process is suspended and when it goes on, until the returned function is called. */
  readonly suspension: (tasks: {
    readonly before: () => void;
    readonly after: () => void;
  }) => () => void;
}

// 10 frames a second are enough for a reader.
const frameMilliseconds = 100;

/** Progress on a terminal: a bar, the counts and the running cells, redrawn in place and gone at the end. */
export function liveBoard(parts: BoardParts): Reporter {
  const { pane, clock, verbosity } = parts;
  const redraw = new Redraw(pane);
  const state = new Progress(clock.elapsed());
  let stopTicking: (() => void) | undefined;
  let endSuspension: (() => void) | undefined;
  const draw = (): void => redraw.show(boardFrame(state, clock.elapsed(), pane));
  const end = (): void => {
    stopTicking?.();
    stopTicking = undefined;
    endSuspension?.();
    endSuspension = undefined;
    redraw.clear();
  };
  const above = { color: pane.color, write: (text: string) => redraw.above(text) };

  return {
    on: (event) => {
      state.on(event, clock.elapsed());
      if (event.kind === 'run-started') {
        stopTicking = parts.every(frameMilliseconds, draw);
        // The shell writes where the board was: it is gone meanwhile, and drawn anew below.
        endSuspension = parts.suspension({ before: () => redraw.clear(), after: draw });
        draw();
      } else if (event.kind === 'cell-finished' && isWorthALine(event)) {
        const name = state.names.padded(event.cell);
        const isNarrow = displayWidth(name) > pane.columns() / 2;
        redraw.above(resultLine(isNarrow ? name.trimEnd() : name, event.outcome, pane));
      } else if (event.kind === 'run-finished') {
        end();
      }
      writeAside(event, above, verbosity);
    },
    close: () => {
      end();
      return Promise.resolve();
    },
  };
}

/** Passes and cells that do not apply are only counted; the table at the end has them all. */
function isWorthALine(event: Extract<RunEvent, { kind: 'cell-finished' }>): boolean {
  const { state } = event.outcome;
  return state !== 'pass' && state !== 'not-applicable' && state !== 'cancelled';
}
