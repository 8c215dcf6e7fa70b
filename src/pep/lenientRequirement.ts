import { SpipError } from '../lib/spipError.ts';
import { parseRequirement } from './requirement.ts';
import type { Requirement } from './requirement.ts';
import { parseSpecifiers } from './specifiers.ts';
import type { Specifiers } from './specifiers.ts';

/** What a text of a release means. */
export interface Lenient<T> {
  readonly value: T;
  /** The text that was read in the place of a malformed one. */
  readonly repaired: string | undefined;
}

/**
 * Reads a requirement of a release. A malformed one is read as uv reads it; it keeps its text as written.
 *
 * @throws SpipError `invalid-requirement` for one that uv cannot read either
 */
export function readLenientRequirement(text: string): Lenient<Requirement> {
  const { value, repaired } = readRepaired(text, parseRequirement);
  return { value: repaired === undefined ? value : { ...value, text: text.trim() }, repaired };
}

/** Reads a Requires-Python of a release. A malformed one is read as uv reads it; `undefined` where uv cannot either. */
export function readRequiresPython(text: string): Lenient<Specifiers> | undefined {
  try {
    return readRepaired(text, parseSpecifiers);
  } catch (error) {
    if (error instanceof SpipError) {
      return undefined;
    }
    throw error;
  }
}

/** In characters: the time that repairs take grows with the square of the length. */
const longestRepaired = 1000;

/** In this order, each on what the ones before it left, until the text can be read. */
const repairs: readonly ((text: string) => string)[] = [
  // `>=7.2<8`
  (text) => text.replace(/(\d)([<>=~^!])/g, '$1,$2'),
  // `!=~5.0`
  (text) => text.replace(/!=~((?:\d\.)*\d)/g, '!=$1.*'),
  // `>=1.9.*`
  (text) => text.replace(/([<>]=?)(\d+(?:\.\d+)*)\.\*/g, '$1$2'),
  // `!=3.0*`
  (text) => text.replace(/(?:\d\.\d)*(\d\.\d)\*/g, '$1.*'),
  // `>=3.6,`
  (text) => text.replace(/,\s*$/, ''),
  // `>dev`
  (text) => text.replaceAll('>dev', '>0.0.0dev'),
  // `>=9.0a1.0`
  (text) => text.replace(/(\d+(?:\.\d)*(?:a|b|rc|post|dev)\d+)\.0/g, '$1'),
  // `>= '3.6'`; a marker keeps its quotes.
  (text) => {
    const end = text.includes(';') ? text.indexOf(';') : text.length;
    return text.slice(0, end).replace(/['"]/g, '') + text.slice(end);
  },
];

function readRepaired<T>(text: string, read: (text: string) => T): Lenient<T> {
  const first = attempt(text, read);
  if (first.ok) {
    return { value: first.value, repaired: undefined };
  }
  if (text.length > longestRepaired) {
    throw first.error;
  }
  let repaired = text;
  for (const repair of repairs) {
    const next = repair(repaired);
    if (next === repaired) {
      continue;
    }
    repaired = next;
    const again = attempt(repaired, read);
    if (again.ok) {
      return { value: again.value, repaired };
    }
  }
  throw first.error;
}

type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: SpipError };

function attempt<T>(text: string, read: (text: string) => T): Attempt<T> {
  try {
    return { ok: true, value: read(text) };
  } catch (error) {
    if (error instanceof SpipError) {
      return { ok: false, error };
    }
    throw error;
  }
}
