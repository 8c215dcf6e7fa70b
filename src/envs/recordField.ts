import { relative } from 'node:path/posix';

/** A path of the environment as RECORD writes it: relative to the folder of the `.dist-info`, quoted as CSV where needed. */
export function recordField(path: string, sitePackages: string): string {
  const field = path.startsWith(`${sitePackages}/`)
    ? path.slice(sitePackages.length + 1)
    : relative(`/${sitePackages}`, `/${path}`);
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** Digest of a row: URL-safe base64 without padding (recording-installed-packages). */
export function recordDigest(sha256: string): string {
  return `sha256=${Buffer.from(sha256, 'hex').toString('base64url')}`;
}
