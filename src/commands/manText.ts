import { pick } from '../lib/pick.ts';
import type { Option } from '../options/option.ts';
import type { Command } from './command.ts';

interface Documented {
  readonly entry: { readonly name: string; readonly summary: string };
  readonly command: Command;
}

/** The manual page `spip(1)` in the language of man(7). */
export function manText(commands: readonly Documented[], version: string): string {
  return [
    `.TH SPIP 1 "" "spip ${version}" "User Commands"`,
    '.SH NAME',
    String.raw`spip \- which versions of a Python package work on which Pythons, and why not where they don\(aqt`,
    '.SH SYNOPSIS',
    String.raw`.B spip`,
    String.raw`.I COMMAND`,
    '[OPTIONS] ...',
    '.SH COMMANDS',
    ...commands.flatMap(({ entry: { name, summary } }) => [
      '.TP',
      `.B ${plain(name)}`,
      line(summary),
    ]),
    ...commands.flatMap(({ command }) => sectionOf(command)),
    '.SH SETTINGS',
    line(
      'Options of which --help says so can also be set by variables (SPIP_JOBS for --jobs) and in the table [tool.spip] of pyproject.toml. The index, proxy, certificate and credential settings of pip and uv hold.',
    ),
    '.SH EXIT STATUS',
    ...[
      ['0', 'every applicable cell passed'],
      ['1', 'at least one failed, had no tests, was blocked or hit a limit, or none applied'],
      ['2', 'usage, settings, or something that is required is missing'],
      ['3', 'the surroundings failed'],
      ['130, 143', 'stopped by a signal'],
    ].flatMap(([status = '', meaning = '']) => ['.TP', `.B ${status}`, line(meaning)]),
    '',
  ].join('\n');
}

function sectionOf(command: Command): readonly string[] {
  const { name, operands, description, groups, examples } = command;
  return [
    `.SH ${plain(`spip ${name}`).toUpperCase()}`,
    `.B ${plain(`spip ${name}`)}`,
    line(operands),
    '.PP',
    ...description.split('\n').map(line),
    ...groups.flatMap(({ title, options }) => [
      `.SS ${plain(title)}`,
      ...Object.values(pick(command.options, options)).flatMap((option) => optionOf(option, name)),
    ]),
    '.SS Examples',
    ...examples.flatMap(([typed, meaning]) => ['.TP', `.B ${plain(typed)}`, line(meaning)]),
  ];
}

function optionOf(option: Option, command: string): readonly string[] {
  const { name, short, help } = option;
  const letter = short === undefined ? '' : String.raw`\fB\-${short}\fR, `;
  const value = option.takes === 'nothing' ? '' : String.raw` \fI${plain(option.placeholder)}\fR`;
  return [
    '.TP',
    String.raw`${letter}\fB\-\-${plain(name)}\fR${value}`,
    line(typeof help === 'string' ? help : (help[command] ?? '')),
  ];
}

/** Text that man takes for nothing else. */
function plain(text: string): string {
  return text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll("'", String.raw`\(aq`);
}

/** A line of its own: at its beginning a dot or quote would be a request. */
function line(text: string): string {
  const shown = plain(text);
  return shown.startsWith('.') ? String.raw`\&${shown}` : shown;
}
