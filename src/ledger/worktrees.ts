/** How entries of worktrees come into the ledger and leave it. Directories are real paths. */
export interface Worktrees {
  /** Makes the directory, its `.git` and its entry; checks nothing out. */
  add(commit: string, directory: string): Promise<void>;
  /** Removes the entry of a directory that is gone already; nothing to do where there is none. */
  remove(directory: string): Promise<void>;
}
