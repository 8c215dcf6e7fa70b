/** How many hexadecimal digits the digests of each function have, the strongest first. */
const digestDigits = {
  sha512: 128,
  sha384: 96,
  sha256: 64,
  sha224: 56,
  sha1: 40,
  md5: 32,
} as const;

/** A digest of this function in lower case; `undefined` for anything else. */
export function hexDigest(algorithm: keyof typeof digestDigits, text: unknown): string | undefined {
  return typeof text === 'string' &&
    text.length === digestDigits[algorithm] &&
    /^[0-9a-f]+$/i.test(text)
    ? text.toLowerCase()
    : undefined;
}
