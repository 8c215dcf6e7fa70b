import { familiesOf, wordsAfter } from './completable.ts';
import type { CompletableCommand } from './completable.ts';

/** Completion for bash 3.2 or newer: to be sourced. */
export function bashScript(commands: readonly CompletableCommand[]): string {
  const families = familiesOf(commands);
  return `# bash completion of spip: source it, or save it as ~/.local/share/bash-completion/completions/spip
_spip() {
    local cur prev word command='' words='' i
    cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
    # \`--option=value\` comes as three words.
    if [[ $cur == = ]]; then
        cur=''
    elif [[ $prev == = ]]; then
        prev=\${COMP_WORDS[COMP_CWORD-2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=\${COMP_WORDS[i]}
        case $word in
            ${globalValues(commands).join('|')}) ((i++)) ;;
            -*) ;;
            *)
                command+=\${command:+ }$word
                case $command in
                    ${families.join('|')}) ;;
                    *) break ;;
                esac
                ;;
        esac
    done
    case "$command|$prev" in
${commands.flatMap(valueCases).join('\n')}
    esac
    case $command in
        '') words='${namesAfter('', commands)} help --version --help' ;;
${families.map((family) => `        ${family}) words='${namesAfter(family, commands)}' ;;`).join('\n')}
${commands.map(({ name, options }) => `        '${name}') [[ $cur == -* ]] && words='${options.map(dashed).join(' ')}' ;;`).join('\n')}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _spip spip
`;
}

function dashed({ name }: { readonly name: string }): string {
  return `--${name}`;
}

function namesAfter(family: string, commands: readonly CompletableCommand[]): string {
  return wordsAfter(family, commands)
    .map(({ name }) => name)
    .join(' ');
}

/** Options that every command takes, and that a value follows: the command's name is not that. */
function globalValues(commands: readonly CompletableCommand[]): readonly string[] {
  const [first, ...others] = commands;
  return (first?.options ?? [])
    .filter(({ expected }) => expected.kind !== 'nothing')
    .filter(({ name }) =>
      others.every(({ options }) => options.some((option) => option.name === name)),
    )
    .map(dashed);
}

function valueCases({ name: command, options }: CompletableCommand): readonly string[] {
  return options.flatMap(({ name, short, expected }) => {
    if (expected.kind === 'nothing') {
      return [];
    }
    const both = [
      `'${command}|--${name}'`,
      ...(short === undefined ? [] : [`'${command}|-${short}'`]),
    ];
    const found =
      expected.kind === 'choice'
        ? `COMPREPLY=($(compgen -W '${expected.choices.join(' ')}' -- "$cur")); `
        : '';
    return [`        ${both.join('|')}) ${found}return ;;`];
  });
}
