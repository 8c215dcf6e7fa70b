import type { Context } from '../model/context.ts';
import type { Verbosity } from '../model/verbosity.ts';
import type { EmitEvent } from '../model/runEvent.ts';
import { eventWriter } from './json/eventWriter.ts';
import { finalText } from './text/finalText.ts';
import { liveBoard } from './live/liveBoard.ts';
import { plainLines } from './text/plainLines.ts';
import { onSuspension } from './live/suspension.ts';
import { recordWriter } from './json/recordWriter.ts';
import type { Reporter } from './reporter.ts';

export interface ReportOptions {
  readonly verbosity: Verbosity;
  /** `--json`: a file, or `-` for standard output; everything else then goes to standard error. */
  readonly json: string | undefined;
  /** `--events`: they own standard output; everything else then goes to standard error. */
  readonly events: boolean;
}

export interface Reporters {
  readonly emit: EmitEvent;
  /** Call it on every way out: ends the live board and writes the records. Throws what a reporter threw. */
  readonly close: () => Promise<void>;
}

/** The reporters of a run, ready for its events. */
export function openReporters(
  context: Pick<Context, 'screen' | 'clock' | 'cwd'>,
  options: ReportOptions,
): Reporters {
  const { screen, clock, cwd } = context;
  const { verbosity, json, events } = options;
  const progress =
    screen.err.live && verbosity !== 'quiet'
      ? liveBoard({ pane: screen.err, clock, verbosity, every, suspension })
      : plainLines(screen.err, verbosity);
  return joinReporters([
    ...(events ? [eventWriter(screen.out, { clock, debug: verbosity === 'verbose' })] : []),
    progress,
    finalText(json === '-' || events ? screen.err : screen.out, verbosity),
    recordWriter({ json, cwd, out: screen.out }),
  ]);
}

/**
 * One reporter that breaks does not stop the others, but its error comes out in the end.
 *
 * @internal
 */
export function joinReporters(reporters: readonly Reporter[]): Reporters {
  const broken = new Map<Reporter, unknown>();
  return {
    emit: (event) => {
      for (const reporter of reporters) {
        if (!broken.has(reporter)) {
          try {
            reporter.on(event);
          } catch (error) {
            broken.set(reporter, error);
          }
        }
      }
    },
    close: async () => {
      const closed = await Promise.allSettled(reporters.map((reporter) => reporter.close()));
      const failures = [
        ...broken.values(),
        ...closed.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])),
      ];
      if (failures.length > 0) {
        throw failures[0];
      }
    },
  };
}

function suspension(tasks: Parameters<typeof onSuspension>[1]): () => void {
  return onSuspension(process, tasks);
}

function every(milliseconds: number, task: () => void): () => void {
  const timer = setInterval(task, milliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
