/** The file locks that the ledger needs: one holder per key, across processes, freed when the holder dies. */
export interface LedgerLocks {
  withLock<T>(key: string, task: () => Promise<T>): Promise<T>;
}
