import { parseArgs } from 'node:util';
import { SpipError } from '../lib/spipError.ts';
import type { Command, OptionSpec, ParsedLine } from './commandSpec.ts';
import { nearestWord } from '../lib/nearestWord.ts';

type CommandShape = Pick<Command, 'name' | 'groups'>;

/**
 * Reads options and operands in any order: `--opt value`, `--opt=value`, `-j8`, `-j 8`, `--` ends the options.
 *
 * @throws SpipError `usage` for an unknown option, a missing or superfluous value, an option given twice.
 */
export function parseCommandLine(argv: readonly string[], command: CommandShape): ParsedLine {
  const specs = new Map(
    command.groups.flatMap(({ options }) => options).map((spec) => [spec.name, spec]),
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries([...specs].map(([name, spec]) => [name, nodeOption(spec)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const operands: string[] = [];
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      operands.push(token.value);
    } else if (token.kind === 'option') {
      const spec = specs.get(token.name);
      if (spec === undefined) {
        throw unknownOption(token.rawName, command.name, [...specs.keys()]);
      }
      const value = optionValue(spec, token);
      const earlier = given.get(spec.name);
      if (earlier !== undefined && spec.takes === 'value') {
        throw new SpipError('usage', `Expected \`--${spec.name}\` once, found it twice`);
      }
      given.set(spec.name, [...(earlier ?? []), value]);
    }
  }
  return { command: command.name, operands, given };
}

function nodeOption(spec: OptionSpec): { type: 'boolean' | 'string'; short?: string } {
  const type = spec.takes === 'nothing' ? 'boolean' : 'string';
  return spec.short === undefined ? { type } : { type, short: spec.short };
}

interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function optionValue(spec: OptionSpec, token: OptionToken): string {
  const { rawName, value, inlineValue } = token;
  if (spec.takes === 'nothing') {
    if (value !== undefined) {
      throw new SpipError('usage', `Expected \`${rawName}\` without a value, found \`${value}\``);
    }
    return '';
  }
  const placeholder = spec.placeholder ?? 'VALUE';
  if (value === undefined) {
    throw new SpipError('usage', `Expected a value: \`${rawName} ${placeholder}\``);
  }
  if (inlineValue !== true && value.length > 1 && value.startsWith('-')) {
    throw new SpipError(
      'usage',
      `Expected a value: \`${rawName} ${placeholder}\`, found \`${value}\``,
      { hint: `a value that begins with a dash is written \`--${spec.name}=${value}\`` },
    );
  }
  if (value === '') {
    throw new SpipError('usage', `Expected a value: \`${rawName} ${placeholder}\`, found nothing`);
  }
  return value;
}

function unknownOption(rawName: string, command: string, known: readonly string[]): SpipError {
  const nearest = nearestWord(rawName.replace(/^-+/, ''), known);
  return new SpipError('usage', `Expected an option of \`spip ${command}\`, found \`${rawName}\``, {
    hint:
      nearest === undefined || !rawName.startsWith('--')
        ? `\`spip ${command} --help\` lists them`
        : `did you mean \`--${nearest}\`?`,
  });
}
