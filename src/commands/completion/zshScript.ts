import { familiesOf, wordsAfter } from './completable.ts';
import type { CompletableCommand, CompletableOption } from './completable.ts';

/** Completion for zsh: to be sourced after compinit, or saved as \`_spip\` in a folder of \`$fpath\`. */
export function zshScript(commands: readonly CompletableCommand[]): string {
  const families = familiesOf(commands);
  return `#compdef spip
# zsh completion of spip: source it after compinit, or save it as _spip in a folder of $fpath
_spip() {
    local command=$words[2]
    local -a list
    if (( CURRENT == 2 )); then
        list=(${listOf('', commands)})
        _describe -t commands command list
        return
    fi
    case $words[2] in
${families
  .map(
    (family) => `        ${family})
            if (( CURRENT == 3 )); then
                list=(${listOf(family, commands)})
                _describe -t commands command list
                return
            fi
            command="$words[2] $words[3]"
            words=("\${(@)words[3,-1]}")
            (( CURRENT -= 2 ))
            ;;`,
  )
  .join('\n')}
        *)
            words=("\${(@)words[2,-1]}")
            (( CURRENT -= 1 ))
            ;;
    esac
    case $command in
${commands
  .map(
    ({ name, options }) => `        '${name}')
            _arguments -s : ${options.map(argumentOf).join(' ')} '*:file:_files'
            ;;`,
  )
  .join('\n')}
    esac
}
if [ "$funcstack[1]" = _spip ]; then
    _spip "$@"
else
    compdef _spip spip
fi
`;
}

function listOf(family: string, commands: readonly CompletableCommand[]): string {
  return wordsAfter(family, commands)
    .map(({ name, summary }) => quoted(`${name}:${summary.replaceAll(':', '\\:')}`))
    .join(' ');
}

function argumentOf({ name, short, help, placeholder, expected }: CompletableOption): string {
  const text = `[${help.replaceAll(/[\\:[\]]/g, '\\$&')}]`;
  const value = {
    nothing: '',
    path: `:${placeholder}:_files`,
    other: `:${placeholder}:`,
    choice: `:${placeholder}:(${expected.kind === 'choice' ? expected.choices.join(' ') : ''})`,
  }[expected.kind];
  const long = `--${name}${expected.kind === 'nothing' ? '' : '='}`;
  return short === undefined
    ? quoted(`*${long}${text}${value}`)
    : `${quoted(`*-${short}${text}${value}`)} ${quoted(`*${long}${text}${value}`)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
