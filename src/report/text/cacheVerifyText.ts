import { plainLine } from '../plainText.ts';
import { countOf } from '../countOf.ts';

interface Verified {
  /** How many entries. */
  readonly verified: number;
  readonly damaged: readonly {
    readonly kind: string;
    readonly package: string | null;
    readonly path: string;
    readonly reason: string;
    readonly quarantine: string;
  }[];
}

/** What `spip cache verify` prints. */
export function cacheVerifyText({ verified, damaged }: Verified): string {
  const lines = damaged.map(
    ({ kind, package: name, path, reason, quarantine }) =>
      `damaged: ${kind}${name === null ? '' : ` of ${plainLine(name)}`}: ${plainLine(reason)}\n` +
      `  ${plainLine(path)}\n  moved to ${plainLine(quarantine)}`,
  );
  const end =
    damaged.length === 0
      ? 'nothing is damaged'
      : `${damaged.length} damaged, moved to quarantine; what is needed again is fetched or made anew`;
  return [...lines, `Verified ${countOf(verified, 'entry')}: ${end}`, ''].join('\n');
}
