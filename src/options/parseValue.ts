import { parseMoment } from '../lib/parseMoment.ts';
import { SpipError } from '../lib/spipError.ts';
import { isValidName, normaliseName } from '../pep/names.ts';
import type { Origin, RawValue } from './option.ts';

/** How values are read; each throws `usage` for a flag and `invalid-settings` elsewhere, naming origin, rule and value. */
export const parseValue = {
  text: (raw: RawValue, origin: Origin): string =>
    typeof raw === 'string' ? raw : refuse(raw, 'a string', origin),

  /** A whole number of at least 1. */
  count: (raw: RawValue, origin: Origin): number => {
    const number = numberOf(raw, /^\d+$/);
    return number >= 1 && Number.isSafeInteger(number)
      ? number
      : refuse(raw, 'a whole number of at least 1', origin);
  },

  /** Seconds, more than 0, at most what a timer can hold. */
  seconds: (raw: RawValue, origin: Origin): number => {
    const seconds = numberOf(raw, /^\d+(\.\d+)?$/);
    return seconds > 0 && seconds <= maxSeconds
      ? seconds
      : refuse(raw, `a number of seconds, more than 0 and at most ${maxSeconds}`, origin);
  },

  /** An age in seconds: `90m`, `12h`, `30d`, `2w`. */
  age: (raw: RawValue, origin: Origin): number => {
    const [, count, unit = ''] = /^(\d{1,6})([a-z])$/.exec(String(raw)) ?? [];
    const seconds = Number(count) * (units[unit] ?? Number.NaN);
    return Number.isNaN(seconds)
      ? refuse(raw, 'an age such as `12h`, `30d` or `2w`', origin)
      : seconds;
  },

  /** A date or timestamp, as it stands. */
  date: (raw: RawValue, origin: Origin): string => {
    const text = parseValue.text(raw, origin);
    parseMoment(text, origin.source.replace(/^--/, ''));
    return text;
  },

  /** `release`, or a date or timestamp, as it stands. */
  releaseOrDate: (raw: RawValue, origin: Origin): string =>
    raw === 'release' ? raw : parseValue.date(raw, origin),

  /** One of a closed list. */
  choice:
    <const T extends string>(...choices: readonly T[]) =>
    (raw: RawValue, origin: Origin): T =>
      choices.find((choice) => choice === raw) ??
      refuse(raw, `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`, origin),

  texts: (texts: readonly string[]): readonly string[] => texts,

  /** Normalised names of packages, `:all:` or `:none:`, separated by commas, in their order. */
  formatNames: (texts: readonly string[], origin: Origin): readonly string[] =>
    texts
      .flatMap((text) => text.split(','))
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => formatName(name, origin)),

  /** Normalised names of packages. */
  packages: (texts: readonly string[]): readonly string[] => {
    const strange = texts.find((name) => !isValidName(name));
    if (strange !== undefined) {
      throw new SpipError('usage', `Expected the name of a package, found \`${strange}\``);
    }
    return texts.map(normaliseName);
  },
} as const;

// A timer holds 2^31 - 1 milliseconds, some 24 days.
const maxSeconds = 2_000_000;

const units: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

function numberOf(raw: RawValue, pattern: RegExp): number {
  return typeof raw !== 'object' && pattern.test(String(raw)) ? Number(raw) : Number.NaN;
}

// pip's words for all and none stand as they are.
function formatName(name: string, origin: Origin): string {
  if (name === ':all:' || name === ':none:') {
    return name;
  }
  if (!isValidName(name)) {
    throw new SpipError(
      'usage',
      `Expected \`${origin.source}\` to name packages, \`:all:\` or \`:none:\`, found \`${name}\``,
    );
  }
  return normaliseName(name);
}

function refuse(raw: RawValue, rule: string, { kind, source }: Origin): never {
  throw kind === 'flag'
    ? new SpipError('usage', `Expected \`${source}\` to be ${rule}, found \`${String(raw)}\``)
    : new SpipError('invalid-settings', `Expected ${rule} in \`${source}\`: \`${String(raw)}\``);
}
