import { resolve } from 'node:path';
import { parseBytes } from './parseBytes.ts';
import { parseMoment } from '../lib/parseMoment.ts';
import { SpipError } from '../lib/spipError.ts';
import { isValidName, normaliseName } from '../pep/names.ts';
import type { Choice, Origin, RawValue } from './option.ts';
import { refuse } from './refuse.ts';

/** A reader that also tells what it takes. */
function withChoices<F extends (raw: RawValue, origin: Origin) => unknown>(
  choices: readonly string[],
  read: F,
): F & Choice {
  return Object.assign(read, { choices });
}

/** How values are read; each throws `usage` for a flag and `invalid-settings` elsewhere, naming origin, rule and value. */
export const parseValue = {
  text: (raw: RawValue, origin: Origin): string =>
    typeof raw === 'string' ? raw : refuse(raw, 'a string', origin),

  flag: (raw: RawValue, origin: Origin): boolean => {
    const word = String(raw).toLowerCase();
    if (['1', 'true', 'yes', 'on', 't', 'y'].includes(word)) {
      return true;
    }
    return ['0', 'false', 'no', 'off', 'f', 'n'].includes(word)
      ? false
      : refuse(raw, '`true` or `false`', origin);
  },

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

  /** A size in bytes: `10 GB`, `500MiB`. */
  bytes: (raw: RawValue, origin: Origin): number =>
    parseBytes(String(raw)) ?? refuse(raw, 'a size such as `10 GB` or `500MiB`', origin),

  /** The first moment that a date or timestamp excludes. */
  moment: (raw: RawValue, origin: Origin): Date =>
    parseMoment(parseValue.text(raw, origin)) ??
    refuse(
      raw,
      'a date such as `2024-05-01` or a timestamp with a zone such as `2024-05-01T12:00:00Z`',
      origin,
    ),

  releaseOrMoment: (raw: RawValue, origin: Origin): 'release' | Date =>
    raw === 'release' ? raw : parseValue.moment(raw, origin),

  /** An absolute path. */
  folder: (raw: RawValue, origin: Origin): string =>
    resolve(origin.base, parseValue.text(raw, origin)),

  /** One of a closed list. */
  choice: <const T extends string>(...choices: readonly T[]) =>
    withChoices(
      choices,
      (raw: RawValue, origin: Origin): T =>
        choices.find((choice) => choice === raw) ??
        refuse(raw, `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`, origin),
    ),

  /** Some of a closed list, in its order, commas between them. */
  choices:
    <const T extends string>(...choices: readonly T[]) =>
    (raw: RawValue, origin: Origin): readonly T[] => {
      const words = parseValue.list(raw, origin).flatMap((text) => text.split(','));
      const read = words.map((word) => parseValue.choice(...choices)(word.trim(), origin));
      return choices.filter((choice) => read.includes(choice));
    },

  /** A string is one value; for values that may hold commas and spaces themselves. */
  list: (raw: RawValue, origin: Origin): readonly string[] => {
    if (typeof raw === 'string') {
      return [raw];
    }
    return typeof raw === 'object' ? raw : refuse(raw, 'a string or a list of strings', origin);
  },

  texts: (texts: readonly string[]): readonly string[] => texts,

  /** Files and URLs: as given on a command line, which messages repeat, and absolute elsewhere. */
  files: (texts: readonly string[], { kind, base }: Origin): readonly string[] =>
    kind === 'flag' ? texts : texts.map((text) => (isUrl(text) ? text : resolve(base, text))),

  /** Normalised names of packages, `:all:` or `:none:`, in their order; commas, and in settings spaces, stand between. */
  formatNames: (texts: readonly string[], origin: Origin): readonly string[] =>
    texts
      .flatMap((text) => text.split(origin.kind === 'flag' ? ',' : /[\s,]+/))
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
  if (typeof raw === 'number') {
    return raw;
  }
  // As in a variable, white space around it says nothing.
  return typeof raw === 'string' && pattern.test(raw.trim()) ? Number(raw) : Number.NaN;
}

// pip's words for all and none stand as they are.
function formatName(name: string, origin: Origin): string {
  if (name === ':all:' || name === ':none:') {
    return name;
  }
  if (isValidName(name)) {
    return normaliseName(name);
  }
  const rule = 'packages, `:all:` or `:none:`';
  throw origin.kind === 'flag'
    ? new SpipError('usage', `Expected \`${origin.source}\` to name ${rule}, found \`${name}\``)
    : refuse(name, `names of ${rule}`, origin);
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text);
}
