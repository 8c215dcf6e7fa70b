import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { splitCredentials } from '../lib/splitCredentials.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Credentials, Sourced } from '../model/settings.ts';

/** An absolute URL with its credentials taken out. */
export interface SplitUrl {
  readonly url: string;
  readonly credentials: Credentials | undefined;
}

/** Reads a URL or a local path. */
export function parseIndexUrl({ value, source }: Sourced<string>, base: string): SplitUrl {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(value)) {
    return { url: trimmed(pathToFileURL(resolve(base, value)).href), credentials: undefined };
  }
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['http:', 'https:', 'file:'].includes(url.protocol)) {
    throw new SpipError(
      'invalid-settings',
      `Expected an \`https:\`, \`http:\` or \`file:\` URL or a path in \`${source}\`: \`${withoutSecrets(value)}\``,
    );
  }
  const { bare, credentials } = splitCredentials(url);
  return { url: trimmed(bare), credentials };
}

function trimmed(href: string): string {
  return href.replace(/\/+$/, '');
}

/** What may be a URL, fit to be shown. */
function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^@/]*@/, '//***@');
}
