/** The part of `process` that is used. */
export interface JobControl {
  readonly pid: number;
  on(name: 'SIGTSTP' | 'SIGCONT', listener: () => void): unknown;
  off(name: 'SIGTSTP' | 'SIGCONT', listener: () => void): unknown;
  kill(pid: number, signal: 'SIGSTOP'): unknown;
}

/**
 * Calls `before` when Ctrl-Z is about to suspend this process, and `after` when it goes on (`fg`). What this returns ends
 * that.
 */
export function onSuspension(
  source: JobControl,
  { before, after }: { readonly before: () => void; readonly after: () => void },
): () => void {
  const suspend = (): void => {
    before();
    source.kill(source.pid, 'SIGSTOP');
  };
  source.on('SIGTSTP', suspend);
  source.on('SIGCONT', after);
  return () => {
    source.off('SIGTSTP', suspend);
    source.off('SIGCONT', after);
  };
}
