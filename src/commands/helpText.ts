import { pick } from '../lib/pick.ts';
import type { Pane } from '../model/context.ts';
import { paint } from '../report/paint.ts';
import type { Option } from '../options/option.ts';
import type { Command } from './command.ts';
import type { CommandEntry } from './commandTable.ts';

type Look = Pick<Pane, 'color' | 'columns'>;

/** The help of spip as a whole, or of a family such as `spip python`. */
export function overviewHelp(entries: readonly CommandEntry[], family: string, look: Look): string {
  const { bold, cyan } = paint(look);
  const prefix = family === '' ? 'spip' : `spip ${family}`;
  const names = entries.map(({ name }) => name.slice(family === '' ? 0 : family.length + 1));
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const rows = entries.map(
    ({ summary }, index) => `  ${cyan((names[index] ?? '').padEnd(width))}${summary}`,
  );
  return [
    ...(family === ''
      ? [
          "Smart Pip: which versions of a Python package work on which Pythons, and why not where they don't.",
          '',
        ]
      : []),
    `${bold('Usage:')} ${prefix} COMMAND [OPTIONS] ...`,
    '',
    bold('Commands:'),
    ...rows,
    '',
    `\`${prefix} COMMAND --help\` explains one.${family === '' ? ' `spip --version` prints the version.' : ''}`,
    ...(family === '' ? ['', bold('Example:'), '  spip matrix colorama --limit 16'] : []),
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: Command, look: Look): string {
  const { bold } = paint(look);
  const lines = [
    command.description,
    '',
    `${bold('Usage:')} spip ${command.name} ${command.operands}`,
  ];
  for (const group of command.groups) {
    lines.push('', bold(`${group.title}:`));
    for (const option of Object.values(pick(command.options, group.options))) {
      lines.push(...optionLines(option, command.name, look));
    }
  }
  lines.push('', bold('Examples:'));
  for (const [line, meaning] of command.examples) {
    lines.push(`  ${line}`, `      ${meaning}`);
  }
  lines.push('');
  return lines.join('\n');
}

function helpOf({ help }: Option, command: string): string {
  return typeof help === 'string' ? help : (help[command] ?? '');
}

const helpColumn = 30;

function optionLines(option: Option, command: string, look: Look): readonly string[] {
  const { cyan } = paint(look);
  const short = option.short === undefined ? '    ' : `-${option.short}, `;
  const value = option.takes === 'nothing' ? '' : ` ${option.placeholder}`;
  const left = `  ${short}--${option.name}${value}`;
  const [first = '', ...rest] = wrap(
    helpOf(option, command),
    Math.min(look.columns(), 110) - helpColumn,
  );
  const head = `  ${short}${cyan(`--${option.name}`)}${value}`;
  const indent = ' '.repeat(helpColumn);
  return left.length < helpColumn - 1
    ? [
        `${head}${' '.repeat(helpColumn - left.length)}${first}`,
        ...rest.map((line) => indent + line),
      ]
    : [head, ...[first, ...rest].map((line) => indent + line)];
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > Math.max(width, 20)) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
