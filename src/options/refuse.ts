import { showUrl } from '../lib/urls/showUrl.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Origin, RawValue } from './option.ts';

/** Says which rule a value breaks: `usage` for a flag, `invalid-settings` elsewhere. */
export function refuse(raw: RawValue, rule: string, { kind, source }: Origin): never {
  const found = typeof raw === 'object' ? JSON.stringify(raw) : showUrl(String(raw));
  if (kind === 'flag') {
    throw new SpipError('usage', `Expected \`${source}\` to be ${rule}, found \`${found}\``);
  }
  const message = `Expected ${rule} in \`${source}\`: \`${found}\``;
  throw new SpipError('invalid-settings', message, { hint: hintFor(raw, rule) });
}

function hintFor(raw: RawValue, rule: string): string | undefined {
  return typeof raw === 'number' && rule.startsWith('a string') ? quoteIt : undefined;
}

/** For a number or a date of TOML in the place of a text. */
export const quoteIt = 'quote it: a number loses zeros at its end, so that 3.10 is 3.1';
