import type { StopSignalName, StopSignals } from '../model/context.ts';

/** The part of `process` that is used. */
export interface SignalSource {
  on(name: StopSignalName, listener: () => void): unknown;
  off(name: StopSignalName, listener: () => void): unknown;
}

/**
 * Turns signals into requests: the first Ctrl-C drains, the second kills, SIGTERM and SIGHUP kill. Afterwards the
 * signals have their usual effect again, so that one more Ctrl-C ends a process that does not stop by itself.
 */
export function watchStopSignals(
  source: SignalSource,
): StopSignals & { readonly release: () => void } {
  const drain = new AbortController();
  const kill = new AbortController();
  let first: StopSignalName | undefined;

  const take = (name: StopSignalName): void => {
    const again = first !== undefined;
    first ??= name;
    // The stricter one first: who listens to both must not begin to wait.
    if (again || name !== 'SIGINT') {
      release();
      kill.abort();
    }
    drain.abort();
  };
  const listeners: Readonly<Record<StopSignalName, () => void>> = {
    SIGINT: () => take('SIGINT'),
    SIGTERM: () => take('SIGTERM'),
    SIGHUP: () => take('SIGHUP'),
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const release = (): void => {
    for (const name of names) {
      source.off(name, listeners[name]);
    }
  };
  for (const name of names) {
    source.on(name, listeners[name]);
  }
  return { drain: drain.signal, kill: kill.signal, received: () => first, release };
}
