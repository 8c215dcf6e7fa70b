import type { Context } from '../model/context.ts';
import type { Verbosity } from '../model/verbosity.ts';
import type { EmitEvent } from '../model/runEvent.ts';
import { eventWriter } from './json/eventWriter.ts';
import { comparedText } from './text/comparedText.ts';
import type { Standard } from './exitStatus.ts';
import { livePage } from './serve/livePage.ts';
import { openBrowser } from './serve/openBrowser.ts';
import { finalText } from './text/finalText.ts';
import { githubActions, isGithubActions } from './githubActions.ts';
import { liveBoard } from './live/liveBoard.ts';
import { plainLines } from './text/plainLines.ts';
import { onSuspension } from './live/suspension.ts';
import { recordWriter } from './json/recordWriter.ts';
import type { Reporter } from './reporter.ts';
import type { ReportFiles } from './writeReports.ts';

export interface ReportOptions {
  readonly verbosity: Verbosity;
  /** What is written beside the terminal; what goes to standard output sends everything else to standard error. */
  readonly files: ReportFiles;
  readonly maxBytes: number;
  /** Whether a CI service that is recognised gets what it can show. */
  readonly ci: boolean;
  /** How the run is served as a page while it goes on: shown in a browser, or staying after the run; neither: not at all. */
  readonly page: { readonly open: boolean; readonly stay: boolean };
  /** What the run is held against. */
  readonly standard: Standard;
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
  context: Pick<Context, 'screen' | 'clock' | 'cwd' | 'env' | 'stop'>,
  options: ReportOptions,
): Reporters {
  const { screen, clock, cwd, env } = context;
  const { verbosity, files, maxBytes, events, ci, standard, page } = options;
  const progress =
    screen.err.live && verbosity !== 'quiet'
      ? liveBoard({ pane: screen.err, clock, verbosity, every, suspension })
      : plainLines({ pane: screen.err, clock, verbosity, every });
  const isTaken = events || Object.values(files).includes('-');
  const pane = isTaken ? screen.err : screen.out;
  return joinReporters([
    ...(events ? [eventWriter(screen.out, { clock, debug: verbosity === 'verbose' })] : []),
    progress,
    ...(page.open || page.stay ? [served(context, page)] : []),
    finalText(pane, verbosity),
    comparedText(pane, standard),
    ...(ci && isGithubActions(env) ? [githubActions(pane, env)] : []),
    recordWriter({ files, maxBytes, standard, cwd, out: screen.out }),
  ]);
}

function served(
  { screen, env, stop }: Pick<Context, 'screen' | 'env' | 'stop'>,
  { open, stay }: ReportOptions['page'],
): Reporter {
  return livePage({
    pane: screen.err,
    show: (url) => (open ? openBrowser(url, env) : () => undefined),
    staysUntil: stay ? stop.drain : undefined,
  });
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
