import { formatBytes } from '../../lib/formatBytes.ts';
import { countOf } from '../countOf.ts';

interface Collected {
  readonly runs: readonly string[];
  readonly folders: readonly string[];
  readonly environments: readonly string[];
  readonly bytes_before: number;
  readonly bytes_after: number;
}

/** What `spip gc` prints. */
export function gcText(collected: Collected, dryRun: boolean): string {
  const { runs, folders, environments, bytes_before: before, bytes_after: after } = collected;
  const what = [
    countOf(runs.length, 'run'),
    countOf(folders.length, 'folder'),
    countOf(environments.length, 'environment'),
  ].join(', ');
  return dryRun
    ? `Would remove ${what}\n`
    : `Removed ${what}: ${formatBytes(before)} became ${formatBytes(after)}\n`;
}
