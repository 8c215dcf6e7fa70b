import { SpipError } from '../lib/spipError.ts';
import { defineCommand } from './command.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'python uninstall',
  operands: '[OPTIONS] WHICH...',
  description:
    'Removes Pythons that `spip python install` has brought, all that a request means. Waits for\n' +
    'the runs that live.',
  groups: [{ title: 'What to remove', options: ['everything'] }, globalGroup],
  examples: [
    ['spip python uninstall 3.13', 'every 3.13'],
    ['spip python uninstall --all', 'all of them'],
  ],
  run: async ({ operands: requests, options }, context) => {
    const { everything: all } = options;
    if (all === requests.length > 0) {
      throw new SpipError('usage', 'Expected either Pythons to remove, or `--all`');
    }
    const { pythonUninstall } = await import('../flows/jobs/pythonUninstall.ts');
    const removed = await pythonUninstall({ global: globalOf(options), requests, all }, context);
    removed.forEach((label) => context.screen.out.write(`Python ${label} is removed\n`));
    return 0;
  },
});
