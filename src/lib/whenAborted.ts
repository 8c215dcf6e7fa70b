/** Runs a task as soon as the signal is aborted; at once if it is already. */
export function whenAborted(signal: AbortSignal, task: () => void): void {
  if (signal.aborted) {
    task();
  } else {
    signal.addEventListener('abort', task, { once: true });
  }
}
