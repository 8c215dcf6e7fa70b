import { keysOf } from '../lib/keysOf.ts';
import { pick } from '../lib/pick.ts';
import { SpipError } from '../lib/spipError.ts';
import type { LockRequest } from '../options/lockOptions.ts';
import { resolutionOptions } from '../options/resolutionOptions.ts';
import { defineCommand } from './command.ts';
import { globalOf } from './globalOf.ts';
import { indexOf } from './indexOf.ts';
import { globalGroup, indexGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'lock',
  operands: '[OPTIONS] [REQUIREMENT...]',
  description: 'Resolves the requirements for one Python and prints the exact set, nothing more.',
  groups: [
    {
      title: 'Resolution',
      options: [
        'python',
        'pythonDownloads',
        'groups',
        'pre',
        'requirementFiles',
        'constraintFiles',
        'overrideFiles',
        'strategy',
      ],
    },
    { title: 'Output', options: ['lockFormat'] },
    indexGroup,
    globalGroup,
  ],
  examples: [
    ["spip lock 'flask>=3' --python 3.11", 'what pip would install there'],
    ['spip lock requests --format pylock', 'as a pylock.toml'],
    ['spip lock -r requirements.txt -c constraints.txt', 'what the files ask for'],
  ],
  run: async ({ operands, given, options }, context) => {
    const { requirementFiles, groups, python, pre, lockFormat: format } = options;
    if (operands.length + requirementFiles.length + groups.length === 0) {
      throw new SpipError(
        'usage',
        'Expected at least one requirement: `spip lock REQUIREMENT...`',
        { hint: "for example `spip lock 'flask>=3' --python 3.11`, or `spip lock -r FILE`" },
      );
    }
    const asked: LockRequest = {
      global: globalOf(options),
      index: indexOf(given),
      resolution: pick(given, keysOf(resolutionOptions)),
      requirements: operands,
      python,
      pythonDownloads: given.pythonDownloads,
      pre,
      format,
    };
    const [{ runLock }, { lockJson, lockText }] = await Promise.all([
      import('../flows/jobs/lock.ts'),
      import('../report/text/lockText.ts'),
    ]);
    const { lock, interpreter, pylock } = await runLock(asked, context);
    const { out } = context.screen;
    const text = format === 'json' ? lockJson(lock, interpreter) : lockText(lock, interpreter, out);
    out.write(pylock ?? text);
    return 0;
  },
});
