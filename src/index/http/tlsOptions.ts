import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecureContext } from 'node:tls';
import { isErrno } from '../../lib/isErrno.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Certificates, Sourced } from '../../model/settings.ts';

export interface TlsOptions {
  readonly secureContext?: SecureContext;
  readonly rejectUnauthorized?: boolean;
}

/**
 * Options for TLS connections: named authorities replace the built-in ones. They are parsed once into a context, since
 * a bundle holds some 150 certificates. Throws `invalid-settings` naming the variable of an unreadable file.
 */
export async function tlsOptions(
  certificates: Certificates,
  trusted: boolean,
): Promise<TlsOptions> {
  const { authorities, client } = certificates;
  const check = trusted ? { rejectUnauthorized: false } : {};
  if (authorities === undefined && client === undefined) {
    return check;
  }
  const [ca, pair] = await Promise.all([
    authorities === undefined ? undefined : readAuthorities(authorities),
    client === undefined ? undefined : readPem(client),
  ]);
  const { createSecureContext } = await import('node:tls');
  try {
    const context = createSecureContext({
      ...(ca === undefined ? {} : { ca }),
      ...(pair === undefined ? {} : { cert: pair, key: pair }),
    });
    return { ...check, secureContext: context };
  } catch (error) {
    const culprit = client ?? authorities;
    throw new SpipError(
      'invalid-settings',
      `Expected PEM certificates in \`${culprit?.value}\` (${culprit?.source})`,
      { cause: error },
    );
  }
}

/** Whether `host` or `host:port` of the URL is listed as trusted. */
export function isTrustedHost(url: URL, hosts: readonly string[]): boolean {
  return hosts.some((host) => host === url.hostname || host === url.host);
}

async function readAuthorities(authorities: Sourced<string>): Promise<string[]> {
  const { value, source } = authorities;
  try {
    if (!(await stat(value)).isDirectory()) {
      return [await readFile(value, 'utf8')];
    }
    // One file per certificate; the links by hash that OpenSSL wants name the same ones again.
    const names = (await readdir(value)).filter((name) => /\.(?:pem|crt)$/.test(name));
    const texts = await Promise.all(
      names.map((name) => readFile(join(value, name), 'utf8').catch(() => '')),
    );
    return [...new Set(texts)].filter((text) => text.includes('BEGIN CERTIFICATE'));
  } catch (error) {
    throw missing(value, source, error);
  }
}

async function readPem({ value, source }: Sourced<string>): Promise<string> {
  try {
    return await readFile(value, 'utf8');
  } catch (error) {
    throw missing(value, source, error);
  }
}

function missing(path: string, source: string, error: unknown): SpipError {
  const reason = isErrno(error, 'ENOENT', 'ENOTDIR') ? 'no such file' : String(error);
  return new SpipError(
    'invalid-settings',
    `Failed to read certificates from \`${path}\`: ${reason}`,
    { hint: `correct or unset \`${source}\``, cause: error },
  );
}
