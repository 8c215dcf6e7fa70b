import { basename, dirname } from 'node:path';
import { Folder } from '../lib/files/folder.ts';
import { readRegularFile } from '../lib/files/regularFile.ts';
import { SpipError } from '../lib/spipError.ts';
import type { ProcessOutcome } from '../process/processSpec.ts';
import { telltaleLines } from './telltaleLines.ts';

export interface FailedHook {
  readonly filename: string;
  readonly hook: string;
  readonly outcome: ProcessOutcome;
  readonly timeoutMs: number;
  readonly outputCap: number;
  readonly logPath: string;
}

/** The error of a hook that ended without an answer, with the lines of its log that matter. */
export async function buildFailure(failed: FailedHook): Promise<SpipError> {
  const log = await readLog(failed);
  const lines = telltaleLines(log);
  const text = [`Failed to build \`${failed.filename}\`: ${howItEnded(failed)}`, ...lines];
  return new SpipError('build-failed', text.join('\n  '), {
    log: failed.logPath,
    lasting: isOwnFailure(failed.outcome) && !exhaustion.test(log),
  });
}

/** Of all hooks; what the program may have put in its place is not read. */
async function readLog({ logPath, outputCap, outcome }: FailedHook): Promise<string> {
  try {
    using folder = Folder.open(dirname(logPath));
    // Two hooks, and what stands above and below what they print.
    const most = 2 * outputCap + 10_000;
    const bytes = await readRegularFile({ folder, name: basename(logPath), most });
    return bytes.toString();
  } catch {
    return outcome.tail;
  }
}

/** What a machine says that has run out of something; another time it may not. */
const exhaustion =
  /no space left on device|disk quota exceeded|cannot allocate memory|killed signal|\bMemoryError\b|too many open files/i;

/**
 * Whether the hook itself said no, so that it would again: not where time, a limit or a signal ended it, which from
 * inside a sandbox comes out as a status of 128 and its number.
 */
function isOwnFailure({ ended, signal, exitStatus = 0 }: ProcessOutcome): boolean {
  const isSignal = exitStatus > 128 && exitStatus <= 128 + lastSignal;
  return ended === 'exit' && signal === undefined && exitStatus > 0 && !isSignal;
}

/** Of Linux. */
const lastSignal = 64;

function howItEnded({ hook, outcome, timeoutMs, outputCap }: FailedHook): string {
  switch (outcome.ended) {
    case 'timeout':
      return `\`${hook}\` took longer than ${timeoutMs / 1000} s`;
    case 'output-flood':
      return `\`${hook}\` printed more than ${outputCap} bytes`;
    case 'aborted':
    case 'silence':
    case 'out-of-memory':
    case 'processes':
    case 'no-space':
      return `\`${hook}\` was ended (${outcome.ended})`;
    case 'exit':
      break;
  }
  if (outcome.signal !== undefined) {
    return `\`${hook}\` was ended by ${outcome.signal}`;
  }
  return outcome.exitStatus === 0
    ? `\`${hook}\` exited without an answer`
    : `\`${hook}\` exited with status ${outcome.exitStatus}`;
}
