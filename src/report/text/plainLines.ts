import type { Clock, Pane } from '../../model/context.ts';
import type { Verbosity } from '../../model/verbosity.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { phaseWords, Progress } from '../progress.ts';
import type { Reporter } from '../reporter.ts';
import { resultLine } from './resultLine.ts';
import { writeAside } from '../writeAside.ts';

export interface PlainParts {
  readonly pane: Pane;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly verbosity: Verbosity;
  /** Calls a task again and again until the returned function is called. */
  readonly every: (milliseconds: number, task: () => void) => () => void;
}

// CI services end jobs that say nothing for minutes.
const silenceMilliseconds = 30_000;

/** Progress where nothing can be redrawn: a line per finished cell, and every 30 seconds one that says how far the run is. */
export function plainLines({ pane, clock, verbosity, every }: PlainParts): Reporter {
  const progress = new Progress(clock.elapsed());
  const say = (): void => pane.write(aliveLine(progress, clock.elapsed()));
  let stop = verbosity === 'quiet' ? undefined : every(silenceMilliseconds, say);
  const end = (): void => {
    stop?.();
    stop = undefined;
  };
  return {
    on: (event) => {
      progress.on(event, clock.elapsed());
      if (event.kind === 'run-finished') {
        end();
      } else if (event.kind === 'cell-finished' && verbosity !== 'quiet') {
        pane.write(resultLine(progress.names.padded(event.cell), event.outcome, pane));
      }
      writeAside(event, pane, verbosity);
    },
    close: () => {
      end();
      return Promise.resolve();
    },
  };
}

const mostNamed = 4;

/** `12 of 40 cells after 2 min 03 s, 4 running, about 5 min 20 s left: six 1.0 on 3.13 testing 45.2 s, ...`. */
function aliveLine(progress: Progress, now: number): string {
  if (progress.total === 0) {
    return `... asks for releases and Pythons, ${formatSeconds(now - progress.started)} so far\n`;
  }
  const cells = progress.running.filter((cell) => cell !== undefined);
  const named = cells
    .toSorted((one, other) => one.since - other.since)
    .slice(0, mostNamed)
    .map(
      ({ name, phase, since }) =>
        `${name.trimEnd()} ${phaseWords[phase]} ${formatSeconds(now - since)}`,
    );
  const rest = cells.length - named.length;
  const rate = progress.rate(now);
  const head = [
    `${progress.done()} of ${progress.total} cells after ${formatSeconds(now - progress.started)}`,
    progress.draining ? 'stopping' : progress.atWork(),
    ...(rate === undefined ? [] : [`about ${rate.left} left`]),
  ].join(', ');
  const who = [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
  return `... ${head}${who === '' ? '' : `: ${who}`}\n`;
}
