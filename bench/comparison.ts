import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Options of every script that compares solves with those of other tools. */
export const comparisonOptions = {
  'exclude-newer': {
    type: 'string',
    default: `${new Date().toISOString().slice(0, 10)}T00:00:00Z`,
  },
  'index-url': { type: 'string', default: 'https://pypi.org/simple' },
  /** Folder of tools and caches; kept, so that a second run is cheap. */
  work: { type: 'string', default: join(tmpdir(), 'spip-parity') },
} as const;

export interface Comparison {
  readonly indexUrl: string;
  readonly excludeNewer: string;
  readonly work: string;
  readonly signal: AbortSignal;
  /** Ends what still runs. */
  readonly end: () => void;
}

/** What all tools are told; the folder is made, and Ctrl-C aborts the signal. */
export async function openComparison(options: {
  readonly 'exclude-newer': string;
  readonly 'index-url': string;
  readonly work: string;
}): Promise<Comparison> {
  await mkdir(options.work, { recursive: true });
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => stop.abort(new Error(`Ended by ${name}`)));
  }
  return {
    indexUrl: options['index-url'],
    excludeNewer: options['exclude-newer'],
    work: options.work,
    signal: stop.signal,
    end: () => stop.abort(),
  };
}
