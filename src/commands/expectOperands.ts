import { SpipError } from '../lib/spipError.ts';
import type { ParsedLine } from '../options/parseCommandLine.ts';

/** The operands, if there are as many as the command takes. */
export function expectOperands(line: ParsedLine, least: number, most: number): readonly string[] {
  const count = line.operands.length;
  if (count < least || count > most) {
    const expected =
      most === Number.POSITIVE_INFINITY
        ? `at least ${least}`
        : least === most
          ? `${most}`
          : `${least} to ${most}`;
    throw new SpipError(
      'usage',
      `Expected ${expected} operand${most === 1 && least === most ? '' : 's'} for \`spip ${line.command}\`, found ${count}`,
      { hint: `\`spip ${line.command} --help\` shows its usage` },
    );
  }
  return line.operands;
}
