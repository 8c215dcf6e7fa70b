import { SpipError } from '../lib/spipError.ts';
import { defineCommand } from './command.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'python install',
  operands: '[OPTIONS] WHICH...',
  description:
    'Installs Pythons below the data directory, where every command finds them. Nothing else of the\n' +
    'machine is touched. CPython comes from python-build-standalone, PyPy from its makers, or both\n' +
    'from SPIP_PYTHON_MIRROR.',
  groups: [{ title: 'What to install', options: ['manifest'] }, globalGroup],
  examples: [
    ['spip python install 3.14 3.13t pypy3.11', 'the newest of each'],
    ["spip python install '>=3.10,<3.12'", 'the newest in a range'],
    ['spip python install ./pypy3.11-v7.3.20-linux64.tar.gz', 'from an archive at hand'],
  ],
  run: async ({ operands: requests, options }, context) => {
    if (requests.length === 0) {
      throw new SpipError('usage', 'Expected at least one Python: `spip python install WHICH...`', {
        hint: '`spip python list --all` shows what there is',
      });
    }
    const { pythonInstall } = await import('../flows/jobs/pythonInstall.ts');
    const { manifest } = options;
    const request = { global: globalOf(options), requests, manifest };
    for (const { label, executable, wasThere } of await pythonInstall(request, context)) {
      const what = wasThere ? 'is already there' : 'is installed';
      context.screen.out.write(`Python ${label} ${what}: ${executable}\n`);
    }
    return 0;
  },
});
