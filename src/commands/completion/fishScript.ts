import { familiesOf, wordsAfter } from './completable.ts';
import type { CompletableCommand, CompletableOption } from './completable.ts';

/** Completion for fish 3 or newer: to be sourced, or saved as \`spip.fish\` in a folder of completions. */
export function fishScript(commands: readonly CompletableCommand[]): string {
  const families = familiesOf(commands);
  const names = ['', ...families].flatMap((family) =>
    wordsAfter(family, commands).map(
      ({ name, summary }) =>
        `complete -c spip -n ${quoted(`__spip_is ${quoted(family)}`)} -f -a ${name} -d ${quoted(summary)}`,
    ),
  );
  const options = commands.flatMap((command) =>
    command.options.map((option) => optionLine(command.name, option)),
  );
  return `# fish completion of spip: source it, or save it as ~/.config/fish/completions/spip.fish
function __spip_is
    set -l found
    set -l words (commandline -opc)
    for word in $words[2..]
        string match -q -- '-*' $word
        and continue
        set -a found $word
        contains -- "$found" ${families.join(' ')}
        or break
    end
    test "$found" = "$argv"
end
complete -c spip -n "__spip_is ''" -f
${[...names, ...options].join('\n')}
`;
}

function optionLine(command: string, { name, short, help, expected }: CompletableOption): string {
  const value = {
    nothing: '',
    path: ' -r -F',
    other: ' -x',
    choice: ` -x -a ${quoted(expected.kind === 'choice' ? expected.choices.join(' ') : '')}`,
  }[expected.kind];
  const letter = short === undefined ? '' : ` -s ${short}`;
  return `complete -c spip -n ${quoted(`__spip_is ${quoted(command)}`)} -l ${name}${letter}${value} -d ${quoted(help)}`;
}

/** Within single quotes fish takes a backslash for one before these two only. */
function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
