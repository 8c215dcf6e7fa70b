import { SpipError } from '../lib/spipError.ts';
import type { ParsedLine } from './commandSpec.ts';

export function readFlag(line: ParsedLine, name: string): boolean {
  return line.given.has(name);
}

export function readValue(line: ParsedLine, name: string): string | undefined {
  return line.given.get(name)?.[0];
}

export function readValues(line: ParsedLine, name: string): readonly string[] {
  return line.given.get(name) ?? [];
}

/** A whole number of at least 1. */
export function readCount(line: ParsedLine, name: string): number | undefined {
  const text = readValue(line, name);
  if (text === undefined) {
    return undefined;
  }
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || !Number.isSafeInteger(count)) {
    throw new SpipError(
      'usage',
      `Expected \`--${name}\` to be a whole number of at least 1, found \`${text}\``,
    );
  }
  return count;
}

/** Seconds, more than 0, at most what a timer can hold. */
export function readSeconds(line: ParsedLine, name: string): number | undefined {
  const text = readValue(line, name);
  if (text === undefined) {
    return undefined;
  }
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds <= 0 || seconds > maxSeconds) {
    throw new SpipError(
      'usage',
      `Expected \`--${name}\` to be a number of seconds, more than 0 and at most ${maxSeconds}, found \`${text}\``,
    );
  }
  return seconds;
}

// A timer holds 2^31 - 1 milliseconds, some 24 days.
const maxSeconds = 2_000_000;

/** One of a closed list; the first is what holds if nothing is given. */
export function readChoice<T extends string>(
  line: ParsedLine,
  name: string,
  choices: readonly [T, ...T[]],
): T {
  const text = readValue(line, name);
  if (text === undefined) {
    return choices[0];
  }
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) {
    throw new SpipError(
      'usage',
      `Expected \`--${name}\` to be one of ${choices.map((one) => `\`${one}\``).join(', ')}, found \`${text}\``,
    );
  }
  return choice;
}
