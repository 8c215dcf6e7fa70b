import { SpipError } from '../lib/spipError.ts';
import type { ParsedLine } from './commandSpec.ts';
import { readValue } from './readOption.ts';

const units: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** An age in seconds: `90m`, `12h`, `30d`, `2w`. */
export function readAge(line: ParsedLine, name: string): number | undefined {
  const text = readValue(line, name);
  if (text === undefined) {
    return undefined;
  }
  const [, count, unit = ''] = /^(\d{1,6})([a-z])$/.exec(text) ?? [];
  const seconds = Number(count) * (units[unit] ?? Number.NaN);
  if (Number.isNaN(seconds)) {
    throw new SpipError(
      'usage',
      `Expected \`--${name}\` to be an age such as \`12h\`, \`30d\` or \`2w\`, found \`${text}\``,
    );
  }
  return seconds;
}
