import { keysOf } from './keysOf.ts';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) by what they say. */
const codes = {
  busy: 5,
  locked: 6,
  readonly: 8,
  'io-error': 10,
  corrupt: 11,
  full: 13,
  'cannot-open': 14,
  'not-a-database': 26,
} as const;

type SqliteResult = keyof typeof codes;

/** What SQLite says with an error, `other` for what nobody asks for; `undefined` if the error is not SQLite's. */
export function sqliteResult(error: unknown): SqliteResult | 'other' | undefined {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) {
    return undefined;
  }
  // The low byte of the extended code.
  const code = error.errcode & 0xff;
  return keysOf(codes).find((name) => codes[name] === code) ?? 'other';
}
