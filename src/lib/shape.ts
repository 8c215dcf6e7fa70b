import { SpipError } from './spipError.ts';

/** Reads a value that came from outside as a `T`, or throws; `place` says where it stands, as `$.cells[0].state`. */
export type Reader<T> = (value: unknown, place: string) => T;

export type Shape<R> = R extends Reader<infer T> ? T : never;

type Fields = Readonly<Record<string, Reader<unknown>>>;
type ObjectOf<F extends Fields> = { readonly [K in keyof F]: Shape<F[K]> };

export const text: Reader<string> = (value, place) =>
  typeof value === 'string' ? value : fail(place, 'a string', value);

export const flag: Reader<boolean> = (value, place) =>
  typeof value === 'boolean' ? value : fail(place, 'true or false', value);

/** A number that is at least 0. */
export const amount: Reader<number> = (value, place) =>
  typeof value === 'number' && value >= 0 ? value : fail(place, 'a number from 0 up', value);

export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value, place) => (value === null ? null : reader(value, place));
}

export function list<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (value, place) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => reader(item, `${place}[${index}]`))
      : fail(place, 'a list', value);
}

/** An object whose members all have one shape, under any names. */
export function dictionary<T>(reader: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, place) =>
    Object.fromEntries(
      Object.entries(asObject(value, place)).map(([name, member]) => [
        name,
        reader(member, `${place}.${name}`),
      ]),
    );
}

/** One of these values. */
export function oneOf<const T extends string | number>(...values: readonly T[]): Reader<T> {
  return (value, place) =>
    values.find((each) => each === value) ??
    fail(place, values.map((each) => `\`${each}\``).join(' or '), value);
}

/** An object with exactly these members, in this order. */
export function object<F extends Fields>(fields: F): Reader<ObjectOf<F>> {
  return (value, place) => {
    const given = asObject(value, place);
    const strange = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
    if (strange !== undefined) {
      fail(`${place}.${strange}`, 'no such member', given[strange]);
    }
    return Object.fromEntries(
      Object.entries(fields).map(([name, reader]) => [
        name,
        reader(given[name], `${place}.${name}`),
      ]),
    ) as ObjectOf<F>;
  };
}

/** The members of an object, whatever they are. */
export function asObject(value: unknown, place: string): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : fail(place, 'an object', value);
}

export function fail(place: string, expected: string, found: unknown): never {
  const shown = found === undefined ? 'nothing' : `\`${JSON.stringify(found).slice(0, 80)}\``;
  throw new SpipError('disk', `Expected ${expected} at \`${place}\`, found ${shown}`);
}
