import type { Sourced } from '../model/settings.ts';
import type { Origin, RawValue } from '../options/option.ts';
import { parseValue } from '../options/parseValue.ts';
import { refuse } from '../options/refuse.ts';

/** Turns settings of the index into typed ones; each throws `invalid-settings` naming the source, the rule and the value. */
export const convertSetting = {
  text: reader(parseValue.text),

  flag: reader(parseValue.flag),

  count: reader((raw, origin) => {
    const value = numberOf(raw);
    return Number.isSafeInteger(value) && value >= 0
      ? value
      : refuse(raw, 'a whole number of at least 0', origin);
  }),

  seconds: reader((raw, origin) => {
    const value = numberOf(raw);
    return value > 0 && value < Infinity
      ? value
      : refuse(raw, 'a number of seconds above 0', origin);
  }),

  bytes: reader(parseValue.bytes),

  values: reader(parseValue.list),

  /** A string is separated by commas and white space. */
  names: reader((raw, origin) =>
    parseValue
      .list(raw, origin)
      .flatMap((value) => value.split(/[\s,]+/))
      .filter((name) => name !== ''),
  ),
} as const;

function reader<T>(parse: (raw: RawValue, origin: Origin) => T): (raw: Sourced<RawValue>) => T {
  // Whoever takes a path knows where it starts.
  return ({ value, source }) => parse(value, { kind: 'setting', source, base: '/' });
}

function numberOf(value: RawValue): number {
  if (typeof value === 'number') {
    return value;
  }
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}
