import { keepPoolAwake } from '../lib/keepPoolAwake.ts';
import { SpipError } from '../lib/spipError.ts';
import { openWorks } from '../lib/work.ts';

/** The part of `process` that is used. */
export interface LoopSource {
  on(name: 'beforeExit', listener: () => void): unknown;
  off(name: 'beforeExit', listener: () => void): unknown;
}

/**
 * Watches for the moment when nothing is left in this process that could go on, though its command has not ended: all who
 * listen are told, so that they end what waits in vain. Where nobody listens, `onLost`. A request that the system has
 * forgotten is not waited for (`keepPoolAwake`).
 */
export function watchStalls(
  source: LoopSource,
  onLost: () => void,
): { readonly onStall: (listener: () => void) => () => void; readonly release: () => void } {
  const listeners = new Set<() => void>();
  const letSleep = keepPoolAwake();
  const tell = (): void => {
    const told = [...listeners];
    // What they do may take no more than promises, of which the loop knows nothing.
    setImmediate(() => undefined);
    told.forEach((listener) => listener());
    if (told.length === 0) {
      release();
      onLost();
    }
  };
  const release = (): void => {
    letSleep();
    source.off('beforeExit', tell);
  };
  source.on('beforeExit', tell);
  return {
    onStall: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    release,
  };
}

/** What a command failed with that will never end. */
export function stalled(): SpipError {
  const names = openWorks().map((name) => `\`${name}\``);
  return new SpipError(
    'internal',
    `Expected the command to end, but nothing is left that could go on${names.length === 0 ? '' : `; it waits for ${names.join(', ')}`}`,
    { hint: 'this is a bug in spip; please report it with the lines above' },
  );
}
