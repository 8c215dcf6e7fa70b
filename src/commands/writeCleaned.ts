import type { Pane } from '../model/context.ts';
import { cacheCleanText } from '../report/text/cacheCleanText.ts';
import { toJson } from '../report/toJson.ts';

interface Cleaned {
  readonly removed: Parameters<typeof cacheCleanText>[0]['removed'];
  readonly swept: readonly string[];
}

/** Tells what was removed of the cache, or would be. */
export function writeCleaned(
  { removed, swept }: Cleaned,
  { format, dryRun }: { readonly format: 'table' | 'json'; readonly dryRun: boolean },
  out: Pane,
): void {
  out.write(
    format === 'json'
      ? toJson({ schema_version: 1, dry_run: dryRun, removed, swept_runs: swept })
      : cacheCleanText({ removed, swept, dryRun }, out),
  );
}
