import type { Clock, Pane } from '../../model/context.ts';
import type { Verbosity } from '../../model/verbosity.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import type { BoardState, RunningLine } from './boardFrame.ts';
import { boardFrame } from './boardFrame.ts';
import { CellNames } from '../cellNames.ts';
import { writeAside } from '../writeAside.ts';
import { Redraw } from './redraw.ts';
import type { Reporter } from '../reporter.ts';
import { resultLine } from '../text/resultLine.ts';
import { outcomeOf } from '../symbols.ts';

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
  const state: BoardState = {
    started: clock.elapsed(),
    total: 0,
    names: new CellNames(),
    counts: new Map(),
    running: [],
    draining: false,
  };
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
      applyEvent(state, event, clock.elapsed());
      if (event.kind === 'run-started') {
        stopTicking = parts.every(frameMilliseconds, draw);
        // The shell writes where the board was: it is gone meanwhile, and drawn anew below.
        endSuspension = parts.suspension({ before: () => redraw.clear(), after: draw });
        draw();
      } else if (event.kind === 'cell-finished' && isWorthALine(event)) {
        redraw.above(resultLine(state.names.padded(event.cell), event.outcome, pane));
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

function applyEvent(state: BoardState, event: RunEvent, now: number): void {
  switch (event.kind) {
    case 'run-started':
      state.started = now;
      state.total = event.cells.length;
      state.names.take(event);
      event.decided.forEach(({ outcome }) => count(state, outcomeOf(outcome)));
      return;
    case 'cell-started': {
      // A freed line is used again, so that the other lines keep their places.
      const { cell: id } = event;
      const name = state.names.padded(id);
      const line: RunningLine = { id, name, phase: 'resolve', since: now };
      const free = state.running.indexOf(undefined);
      state.running[free === -1 ? state.running.length : free] = line;
      return;
    }
    case 'cell-phase': {
      const line = state.running.find((candidate) => candidate?.id === event.cell);
      if (line !== undefined) {
        line.phase = event.phase;
      }
      return;
    }
    case 'cell-finished': {
      const index = state.running.findIndex((line) => line?.id === event.cell);
      if (index !== -1) {
        state.running[index] = undefined;
      }
      count(state, outcomeOf(event.outcome));
      return;
    }
    case 'draining':
      state.draining = true;
      return;
    case 'warning':
    case 'debug':
    case 'run-finished':
  }
}

function count(state: BoardState, outcome: ReturnType<typeof outcomeOf>): void {
  state.counts.set(outcome, (state.counts.get(outcome) ?? 0) + 1);
}
