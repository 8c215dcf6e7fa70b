import type { Step } from './step.ts';
import { stepResult } from '../stepResult.ts';

/** Whether the environment is complete and consistent. */
export const installStep: Step = {
  name: 'install',
  children: () => [],
  judge: ({ problems, installSeconds: seconds }) => {
    const [first] = problems;
    const more = problems.length - 1;
    return first === undefined
      ? stepResult('install', undefined, { seconds })
      : stepResult(
          'install',
          { state: 'blocked', reason: 'install-failed' },
          { seconds, message: more > 0 ? `${first} (and ${more} more)` : first },
        );
  },
};
