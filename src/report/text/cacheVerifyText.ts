import { plainText } from '../plainText.ts';
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
      `damaged: ${kind}${name === null ? '' : ` of ${name}`}: ${reason}\n` +
      `  ${path}\n  moved to ${quarantine}`,
  );
  const end =
    damaged.length === 0
      ? 'nothing is damaged'
      : `${damaged.length} damaged, moved to quarantine; what is needed again is fetched or made anew`;
  return `${plainText([...lines, `Verified ${countOf(verified, 'entry')}: ${end}`].join('\n'))}\n`;
}
