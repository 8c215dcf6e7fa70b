import { setTimeout } from 'node:timers/promises';
import type { HttpEffects } from './httpClient.ts';

/** The real clock and real chance. */
export const httpEffects: HttpEffects = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  random: () => Math.random(),
  sleep: async (milliseconds, signal) => {
    try {
      await setTimeout(milliseconds, undefined, { signal });
    } catch {
      // Closed while waiting: the caller looks at the signal itself.
    }
  },
};
