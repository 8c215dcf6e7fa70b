import { alignColumns } from '../alignColumns.ts';
import { formatBytes } from '../../lib/formatBytes.ts';
import { paint } from '../paint.ts';
import { plainText } from '../plainText.ts';
import type { Look } from '../runReport.ts';
import { countOf } from '../countOf.ts';

interface CacheSummary {
  readonly directory: string;
  readonly buckets: readonly {
    readonly bucket: string;
    readonly entries: number;
    readonly bytes: number;
    /** ISO 8601, UTC. */
    readonly last_used: string | null;
  }[];
  /** Bytes. */
  readonly limit: number | null;
  /** What a clean without options removes. */
  readonly useless: readonly {
    readonly why: string;
    readonly entries: number;
    readonly bytes: number;
  }[];
  /** Ids of the runs that use it now. */
  readonly runs: readonly string[];
}

/** What `spip cache info` prints. */
export function cacheInfoText(summary: CacheSummary, look: Look): string {
  const { bold } = paint(look);
  const { buckets, useless, limit, runs } = summary;
  const total = sumOf(buckets);
  const rows = buckets.map(({ bucket, entries, bytes, last_used: used }) => [
    bucket,
    String(entries),
    formatBytes(bytes),
    used === null ? '-' : `${used.slice(0, 16).replace('T', ' ')} UTC`,
  ]);
  const table = alignColumns(
    ['Kind', 'Entries', 'Size', 'Last used'],
    [...rows, ['total', String(total.entries), formatBytes(total.bytes), '']],
    look,
  );
  const gone = sumOf(useless);
  const lines = [
    limit === null ? 'No size limit' : `Limit: ${formatBytes(limit)}`,
    gone.entries === 0
      ? 'Nothing is useless'
      : `Useless: ${countOf(gone.entries, 'entry')}, ${formatBytes(gone.bytes)} (${useless
          .map(({ why, entries }) => `${entries} ${why}`)
          .join(', ')}); \`spip cache clean\` removes them`,
    ...(runs.length === 0 ? [] : [`Used now by: ${runs.join(', ')}`]),
  ];
  return `${bold(plainText(summary.directory))}\n\n${table}\n${lines.join('\n')}\n`;
}

interface Sum {
  readonly entries: number;
  readonly bytes: number;
}

function sumOf(parts: readonly Sum[]): Sum {
  return parts.reduce<Sum>(
    (sum, { entries, bytes }) => ({ entries: sum.entries + entries, bytes: sum.bytes + bytes }),
    { entries: 0, bytes: 0 },
  );
}
