import { unfinishedPath } from '../../cache/runFolders.ts';
import { once } from '../../lib/once.ts';
import { SpipError } from '../../lib/spipError.ts';
import { whenAborted } from '../../lib/whenAborted.ts';
import { Cancelled } from '../../model/cancelled.ts';
import { nothingAround, slugOf } from '../../model/cellJob.ts';
import type { Context } from '../../model/context.ts';
import type { CellOutcome } from '../../model/record.ts';
import type { AgainRequest } from '../../options/againRequest.ts';
import { hasTerminal } from '../../process/runForeground.ts';
import { runShell } from '../../testrun/runShell.ts';
import { againJob, againRun } from '../again/againRun.ts';
import { recordedCell } from '../again/recordedCell.ts';
import type { RecordedCell } from '../again/recordedCell.ts';
import { openCellHost } from '../cell/openCellHost.ts';
import { runCell } from '../cell/runCell.ts';
import { openRunLedger } from './testPlan.ts';
import { withRun } from './withRun.ts';

interface ShellJobRequest extends AgainRequest {
  /** A program with its arguments; empty: a shell. */
  readonly command: readonly string[];
}

/**
 * `spip shell RUN CELL`: the environment of a recorded cell again, with a shell, or a command, in the place of its steps.
 * Resolves to the exit status of that.
 *
 * @throws SpipError `not-found`, `usage`; `install-failed`, `internal`: it could not be made again
 */
export async function shell(request: ShellJobRequest, context: Context): Promise<number> {
  const recorded = await recordedCell(request, context);
  return withRun(againRun(request, recorded, context), context, async (run) => {
    const { facilities, options } = run;
    const { job, resolverFor } = await againJob(recorded, run);
    let status: number | undefined;
    const { host } = openCellHost({
      facilities,
      ledger: once(() => openRunLedger(run)),
      verdicts: undefined,
      builder: run.builder,
      compiler: run.compiler,
      resolverFor,
      clock: context.clock,
      index: options.index,
      onPhase: () => undefined,
      runFolder: unfinishedPath(facilities.temporary),
      slots: 1,
      keep: 'none',
      failFast: false,
      context,
      runSteps: async (plan) => {
        await context.screen.flush();
        const terminal = hasTerminal() ? (context.env['TERM'] ?? 'dumb') : undefined;
        status = await runShell(plan, { command: request.command, terminal });
        return [];
      },
    });
    const { outcome } = await runCell(
      { ...job, slug: slugOf(0), around: nothingAround },
      {
        ...host,
        slot: { enter: () => Promise.resolve(), leave: () => undefined },
        compose: async (...cell) => {
          const environment = await host.compose(...cell);
          expectSame(environment.commit, recorded);
          return environment;
        },
      },
      stoppedBy(context),
    );
    if (context.stop.received() !== undefined) {
      throw new SpipError('interrupted', `Failed to finish \`${job.id}\`: interrupted`);
    }
    if (status === undefined) {
      throw notMade(outcome);
    }
    return status;
  });
}

function expectSame(commit: string, { environment, record: { id } }: RecordedCell): void {
  if (commit !== environment) {
    throw new SpipError(
      'install-failed',
      `Expected the environment \`${environment.slice(0, 12)}\` of \`${id}\`, found \`${commit.slice(0, 12)}\``,
      { hint: 'a file of it, its Python or spip is not what it was then' },
    );
  }
}

function notMade({ state, message, hint }: CellOutcome): SpipError {
  const code = state === 'infra' ? 'internal' : 'install-failed';
  return new SpipError(code, `Failed to make the cell again: ${message}`, {
    hint: hint ?? undefined,
  });
}

/** There is nothing to wait for: the first signal ends it. */
function stoppedBy({ stop }: Pick<Context, 'stop'>): AbortSignal {
  const stopped = new AbortController();
  whenAborted(stop.drain, () => stopped.abort(new Cancelled('interrupted')));
  return stopped.signal;
}
