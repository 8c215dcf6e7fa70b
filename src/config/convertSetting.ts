import { parseBytes } from '../lib/parseBytes.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Sourced } from '../model/settings.ts';
import type { RawValue } from './settingLayer.ts';

type Raw = Sourced<RawValue>;

/** Turns raw values into typed ones; each throws `invalid-settings` naming the source, the rule and the value. */
export const convertSetting = {
  text: (raw: Raw): string => (typeof raw.value === 'string' ? raw.value : refuse(raw, 'a string')),

  flag: (raw: Raw): boolean => {
    const word = String(raw.value).toLowerCase();
    if (['1', 'true', 'yes', 'on', 't', 'y'].includes(word)) {
      return true;
    }
    return ['0', 'false', 'no', 'off', 'f', 'n'].includes(word)
      ? false
      : refuse(raw, '`true` or `false`');
  },

  count: (raw: Raw): number => wholeNumber(raw, 0),

  positiveCount: (raw: Raw): number => wholeNumber(raw, 1),

  seconds: (raw: Raw): number => {
    const value = numberOf(raw);
    return value > 0 && value < Infinity ? value : refuse(raw, 'a number of seconds above 0');
  },

  bytes: (raw: Raw): number =>
    parseBytes(String(raw.value)) ?? refuse(raw, 'a size such as `10 GB` or `500MiB`'),

  /** A string is one value; for values that may hold commas and spaces themselves. */
  values: (raw: Raw): readonly string[] => {
    if (typeof raw.value === 'string') {
      return [raw.value];
    }
    return typeof raw.value === 'object' ? raw.value : refuse(raw, 'a string or a list of strings');
  },

  /** One of a closed list. */
  choice: <T extends string>(raw: Raw, choices: readonly T[]): T =>
    choices.find((choice) => choice === raw.value) ??
    refuse(raw, `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`),

  /** A string is separated by commas and white space. */
  names: (raw: Raw): readonly string[] =>
    convertSetting
      .values(raw)
      .flatMap((value) => value.split(/[\s,]+/))
      .filter((name) => name !== ''),
} as const;

function wholeNumber(raw: Raw, least: number): number {
  const value = numberOf(raw);
  return Number.isSafeInteger(value) && value >= least
    ? value
    : refuse(raw, `a whole number of at least ${least}`);
}

function numberOf({ value }: Raw): number {
  if (typeof value === 'number') {
    return value;
  }
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

function refuse(raw: Raw, rule: string): never {
  throw new SpipError(
    'invalid-settings',
    `Expected ${rule} in \`${raw.source}\`: \`${String(raw.value)}\``,
  );
}
