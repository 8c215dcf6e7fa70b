import { copyFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Cell } from '../../model/cell.ts';
import type { CellResult } from '../../model/cellResult.ts';
import type { StopReason } from '../../schedule/stopControl.ts';
import { stepResult } from '../../testrun/stepResult.ts';
import type { CellProgress } from './cellProgress.ts';
import { failureOf } from './failureOf.ts';

/** The result of a cell that an error ended: its step `install` says whether that was before its tests. */
export async function failedResult(
  cell: Cell,
  error: unknown,
  {
    runFolder,
    progress,
  }: { readonly runFolder: string; readonly progress: CellProgress | undefined },
): Promise<CellResult> {
  const { verdict, message, hint, log } = failureOf(error);
  const seconds = progress?.seconds ?? 0;
  const result = { ...unstarted(cell), verdict, message, hint, seconds };
  if (verdict.state === 'cancelled') {
    return result;
  }
  const installed = progress?.installSeconds;
  const step =
    installed === undefined
      ? stepResult('install', verdict, {
          message,
          seconds,
          log: log === undefined ? undefined : await keepLog(log, { cell, runFolder }),
        })
      : stepResult('install', undefined, { seconds: installed });
  return { ...result, steps: [step] };
}

/** Copies a log into the run's folder, so that it lasts as long as the run; relative to that folder. */
async function keepLog(
  log: string,
  { cell, runFolder }: { readonly cell: Cell; readonly runFolder: string },
): Promise<string> {
  const kept = join('logs', `${cell.slug}.install.log`);
  try {
    await copyFile(log, join(runFolder, kept));
    return kept;
  } catch {
    return relative(runFolder, log);
  }
}

/** The result of a cell that was stopped before it tested, or while it did. */
export function cancelledResult(
  cell: Cell,
  reason: StopReason,
  { tested, progress }: { readonly tested: boolean; readonly progress: CellProgress | undefined },
): CellResult {
  return {
    ...unstarted(cell),
    verdict: { state: 'cancelled', reason },
    message: tested ? 'Stopped while it ran' : notRun[reason],
    seconds: progress?.seconds ?? 0,
  };
}

const notRun: Readonly<Record<StopReason, string>> = {
  interrupted: 'Not run: interrupted',
  'fail-fast': 'Not run: an earlier cell did not pass and `--fail-fast` was given',
};

function unstarted(cell: Cell): Omit<CellResult, 'verdict' | 'message'> {
  return {
    cell,
    hint: undefined,
    seconds: 0,
    environment: undefined,
    packages: [],
    steps: [],
    notes: [],
  };
}
