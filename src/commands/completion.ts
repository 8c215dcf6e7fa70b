import { SpipError } from '../lib/spipError.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalGroup } from './sharedGroups.ts';

const shells = {
  bash: async () => (await import('./completion/bashScript.ts')).bashScript,
  zsh: async () => (await import('./completion/zshScript.ts')).zshScript,
  fish: async () => (await import('./completion/fishScript.ts')).fishScript,
} as const;

export const command = defineCommand({
  name: 'completion',
  operands: '[OPTIONS] SHELL',
  description: 'Prints what makes Tab complete commands and options of spip in bash, zsh or fish.',
  groups: [globalGroup],
  examples: [
    ['source <(spip completion bash)', 'in ~/.bashrc; for zsh after compinit in ~/.zshrc'],
    ['spip completion fish > ~/.config/fish/completions/spip.fish', 'once, for fish'],
  ],
  run: async (line, context) => {
    const [shell = ''] = expectOperands(line, 1, 1);
    if (!Object.hasOwn(shells, shell)) {
      throw new SpipError('usage', `Expected \`bash\`, \`zsh\` or \`fish\`, found \`${shell}\``);
    }
    const [{ completableCommand }, { loadCommands }, script] = await Promise.all([
      import('./completion/completable.ts'),
      import('./loadCommands.ts'),
      shells[shell as keyof typeof shells](),
    ]);
    const commands = await loadCommands();
    const completable = commands.map(({ entry, command: { options } }) =>
      completableCommand(entry, options),
    );
    context.screen.out.write(script(completable));
    return 0;
  },
});
