import { endMarkedProcesses } from './endMarkedProcesses.ts';
import { untilGone } from './endProcesses.ts';
import type { Isolation } from './isolation.ts';

/** Process groups of the user, with all that he may do. */
export const bareProcesses: Isolation = {
  level: 'none',
  protectsEnvironment: false,
  hasLayer: false,
  depth: 1,
  networks: ['host'],
  wrap: ({ argv }) => argv,
  seen: (path) => path,
  seenTools: (path) => path,
  endLeft: ({ env }) => untilGone(() => endMarkedProcesses('VIRTUAL_ENV', env)),
};
