/** What costs something and is counted wherever it is done. */
export type Counted = 'processes' | 'links' | 'removals' | 'transactions';

const counts: Record<Counted, number> = { processes: 0, links: 0, removals: 0, transactions: 0 };

/** Counts one more, in this process. */
export function tally(what: Counted): void {
  counts[what] += 1;
}

/** What this process has done so far. */
export function tallied(): Readonly<Record<Counted, number>> {
  return { ...counts };
}
