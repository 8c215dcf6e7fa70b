import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { showUrl } from '../lib/urls/showUrl.ts';
import { splitCredentials } from '../lib/urls/splitCredentials.ts';
import { expandHome } from './expandHome.ts';
import { readUrl, urlHint } from '../lib/urls/readUrl.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Credentials, Sourced } from '../model/settings.ts';

/** An absolute URL with what may be secret taken out. */
export interface SplitUrl {
  readonly url: string;
  /** With its `?`. */
  readonly query?: string | undefined;
  readonly credentials: Credentials | undefined;
}

/** Where paths begin. */
export interface PathBases {
  readonly base: string;
  /** Stands for `~`. */
  readonly home: string;
}

/** Reads a URL or a local path. */
export function parseIndexUrl(
  { value, source }: Sourced<string>,
  { base, home }: PathBases,
): SplitUrl {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(value)) {
    return {
      url: trimmed(pathToFileURL(resolve(base, expandHome(value, home))).href),
      credentials: undefined,
    };
  }
  const url = readUrl(value);
  if (url === undefined || !['http:', 'https:', 'file:'].includes(url.protocol)) {
    throw new SpipError(
      'invalid-settings',
      `Expected an \`https:\`, \`http:\` or \`file:\` URL or a path in \`${source}\`: \`${showUrl(value)}\``,
      { hint: urlHint(value) },
    );
  }
  const { credentials } = splitCredentials(url);
  const query = url.search === '' ? {} : { query: url.search };
  url.search = '';
  return { url: trimmed(splitCredentials(url).bare), ...query, credentials };
}

function trimmed(href: string): string {
  return href.replace(/\/+$/, '');
}
