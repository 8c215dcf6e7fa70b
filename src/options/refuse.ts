import { showUrl } from '../lib/showUrl.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Origin, RawValue } from './option.ts';

/** Says which rule a value breaks: `usage` for a flag, `invalid-settings` elsewhere. */
export function refuse(raw: RawValue, rule: string, { kind, source }: Origin): never {
  throw kind === 'flag'
    ? new SpipError(
        'usage',
        `Expected \`${source}\` to be ${rule}, found \`${showUrl(String(raw))}\``,
      )
    : new SpipError(
        'invalid-settings',
        `Expected ${rule} in \`${source}\`: \`${showUrl(String(raw))}\``,
      );
}
