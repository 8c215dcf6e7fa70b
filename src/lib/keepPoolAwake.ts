import { stat } from 'node:fs';

const everyMs = 1000;

/**
 * Asks the disk for something every second until what it returns is called; keeps no process alive. The C library of many
 * systems (glibc before 2.41, bug 25847 of its tracker) may lose the signal that wakes a thread of the pool in which Node
 * asks the disk: what was asked is then done with the next request, and who waits for it alone waits for ever.
 */
export function keepPoolAwake(): () => void {
  const timer = setInterval(() => stat('/', () => undefined), everyMs).unref();
  return () => clearInterval(timer);
}
