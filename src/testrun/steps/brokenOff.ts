import type { Verdict } from '../../model/verdict.ts';
import type { EndedBy } from '../../process/processSpec.ts';
import { formatBytes } from '../../lib/formatBytes.ts';
import type { CellLimits } from '../../model/cellJob.ts';

export interface BrokenOff {
  readonly verdict: Verdict;
  readonly message: string;
}

/** Why a step has no result: the supervising process ended, or was ended, in the middle of it. */
export function brokenOff(ended: EndedBy, subject: string, limits: CellLimits): BrokenOff {
  switch (ended) {
    case 'output-flood':
      return {
        verdict: { state: 'limit', reason: 'output-flood' },
        message: `${subject} wrote more than ${limits.outputBytes / 1_000_000} MB`,
      };
    case 'timeout':
      return {
        verdict: { state: 'limit', reason: 'timeout' },
        message: `${subject} stopped the process that watches it`,
      };
    case 'silence':
      return {
        verdict: { state: 'limit', reason: 'silence' },
        message: `${subject} said nothing for ${(limits.silenceMs ?? 0) / 1000} s`,
      };
    case 'out-of-memory':
      return {
        verdict: { state: 'limit', reason: 'out-of-memory' },
        message: `${subject} used more than ${formatBytes(limits.memoryBytes)} of memory`,
      };
    case 'processes':
      return {
        verdict: { state: 'limit', reason: 'processes' },
        message: `${subject} had more than ${limits.tasks} processes and threads`,
      };
    case 'no-space':
      return {
        verdict: { state: 'limit', reason: 'no-space' },
        message: `${subject} filled its share of the disk: ${formatBytes(limits.diskBytes)}, or half of what was free`,
      };
    case 'aborted':
      return { verdict: { state: 'cancelled', reason: 'interrupted' }, message: 'Interrupted' };
    case 'exit':
      return {
        verdict: { state: 'fail', reason: 'crashed' },
        message: `${subject} ended the process that watches it`,
      };
  }
}
