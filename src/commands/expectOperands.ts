import { SpipError } from '../lib/spipError.ts';
import type { ParsedLine } from '../options/parseCommandLine.ts';

/** The operands, if there are as many as the command takes; `most` may be infinite. */
export function expectOperands(line: ParsedLine, least: number, most: number): readonly string[] {
  const count = line.operands.length;
  if (count < least || count > most) {
    throw new SpipError(
      'usage',
      `Expected ${expectedCount(least, most)} for \`spip ${line.command}\`, found ${count}`,
      { hint: `\`spip ${line.command} --help\` shows its usage` },
    );
  }
  return line.operands;
}

function expectedCount(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) {
    return `at least ${least} operand${least === 1 ? '' : 's'}`;
  }
  return least === most
    ? `${most} operand${most === 1 ? '' : 's'}`
    : `${least} to ${most} operands`;
}
