import type { FileDigest } from '../model/distFile.ts';

/** Hex digits of the digests besides sha256 that pip knows too, the strongest first. */
const lengths: readonly (readonly [FileDigest['algorithm'], number])[] = [
  ['sha512', 128],
  ['sha384', 96],
  ['sha224', 56],
  ['sha1', 40],
  ['md5', 32],
];

/** The best digest besides sha256 that a page gives for a file; `{}` if it gives none that spip knows. */
export function otherDigest(
  given: (algorithm: FileDigest['algorithm']) => unknown,
): { readonly otherDigest: FileDigest } | Readonly<Record<string, never>> {
  for (const [algorithm, length] of lengths) {
    const hex = given(algorithm);
    if (typeof hex === 'string' && hex.length === length && /^[0-9a-f]+$/i.test(hex)) {
      return { otherDigest: { algorithm, hex: hex.toLowerCase() } };
    }
  }
  return {};
}
