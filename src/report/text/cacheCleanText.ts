import { formatBytes } from '../../lib/formatBytes.ts';
import { alignColumns } from '../alignColumns.ts';
import type { Look } from '../runReport.ts';
import { countOf } from '../countOf.ts';

interface Cleaned {
  readonly removed: readonly RemovedEntry[];
  /** Ids of dead runs. */
  readonly swept: readonly string[];
  readonly dryRun: boolean;
}

interface RemovedEntry {
  readonly kind: string;
  readonly bytes: number;
}

/** What `spip cache clean` prints. */
export function cacheCleanText({ removed, swept, dryRun }: Cleaned, look: Look): string {
  const rows = [...Map.groupBy(removed, ({ kind }) => kind)].map(([kind, entries]) => [
    kind,
    String(entries.length),
    formatBytes(bytesOf(entries)),
  ]);
  const table =
    rows.length === 0 ? '' : `${alignColumns(['Kind', 'Entries', 'Size'], rows, look)}\n`;
  const dead =
    swept.length === 0 ? '' : `Cleaned up after runs that had died: ${swept.join(', ')}\n`;
  const done = dryRun ? 'Would remove' : 'Removed';
  return `${dead}${table}${done} ${countOf(removed.length, 'entry')}, ${formatBytes(bytesOf(removed))}\n`;
}

function bytesOf(entries: readonly RemovedEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}
