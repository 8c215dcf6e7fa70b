import { join } from 'node:path';

/** Where a run keeps what is unfinished in the ledger: on its file system, which need not be the store's. */
export function ledgerFolder({ dataDir }: { readonly dataDir: string }, run: string): string {
  return join(dataDir, 'tmp', run);
}
