import { hexDigest } from '../lib/hexDigest.ts';
import type { FileDigest } from '../model/distFile.ts';

/** The digests besides sha256 that pip knows too, the strongest first. */
export const otherAlgorithms: readonly FileDigest['algorithm'][] = [
  'sha512',
  'sha384',
  'sha224',
  'sha1',
  'md5',
];

/** The best digest besides sha256 that a page gives for a file; `{}` if it gives none that spip knows. */
export function otherDigest(
  given: (algorithm: FileDigest['algorithm']) => unknown,
): { readonly otherDigest: FileDigest } | Readonly<Record<string, never>> {
  for (const algorithm of otherAlgorithms) {
    const hex = hexDigest(algorithm, given(algorithm));
    if (hex !== undefined) {
      return { otherDigest: { algorithm, hex } };
    }
  }
  return {};
}
