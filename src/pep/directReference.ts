import { hexDigest } from '../lib/hexDigest.ts';
import { readUrl, urlHint } from '../lib/urls/readUrl.ts';
import { SpipError } from '../lib/spipError.ts';
import { showUrl } from '../lib/urls/showUrl.ts';
import { splitCredentials } from '../lib/urls/splitCredentials.ts';
import { normaliseName } from './names.ts';
import type { Requirement } from './requirement.ts';
import { parseRequirement } from './requirement.ts';

/** A requirement that says where its files lie instead of which versions will do. */
export interface DirectReference {
  /** Normalised; `undefined` where only the files can tell. */
  readonly name: string | undefined;
  /** Normalised, sorted. */
  readonly extras: readonly string[];
  readonly marker: Requirement['marker'];
  readonly target: DirectTarget;
  /** As written, but for the secrets of its URL. */
  readonly text: string;
}

export type DirectTarget =
  | { readonly kind: 'path'; readonly path: string }
  | {
      readonly kind: 'url';
      /** Without fragment. */
      readonly url: string;
      /** Lower-case hex, from the fragment. */
      readonly sha256: string | undefined;
      /** The same of a stronger digest, where the fragment has one. */
      readonly otherDigest?: { readonly algorithm: 'sha512' | 'sha384'; readonly hex: string };
    }
  | {
      readonly kind: 'git';
      /** What git understands, without `git+`, revision and fragment; over http also without user name and password. */
      readonly url: string;
      /** For http and https, decoded; a secret. */
      readonly credentials?: { readonly username: string; readonly password: string } | undefined;
      readonly revision: string | undefined;
      readonly subdirectory: string | undefined;
    };

/**
 * Reads `name @ URL`, a bare URL, `git+URL@revision` or a path, the latter with extras behind it; `undefined` for any
 * other requirement (PEP 508, PEP 440 "Direct references", pip's requirement specifiers).
 *
 * @throws SpipError `invalid-requirement` for what is a direct reference but malformed
 */
export function parseDirectReference(text: string): DirectReference | undefined {
  const written = text.trim();
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*\s*(\[[^\]]*\])?\s*@/.test(written)) {
    const { name, extras, marker, url = '' } = parseRequirement(written);
    return { name, extras, marker, target: readTarget(url), text: showUrl(written) };
  }
  if (!isBare(written)) {
    return undefined;
  }
  const [, place = '', extras = ''] = /^(.*?)(?:\[([\w\s.,-]*)\])?$/s.exec(written) ?? [];
  const names = extras.split(',').map((extra) => extra.trim());
  const target = readTarget(place);
  return {
    name: target.kind === 'path' ? undefined : eggOf(place),
    extras: [...new Set(names.filter((extra) => extra !== '').map(normaliseName))].toSorted(),
    marker: undefined,
    target,
    text: showUrl(written),
  };
}

/** Whether a word on the command line can only be a path or a URL of something to install. */
export function isBare(text: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ||
    /^\.{1,2}(\/|\[|$)|^\//.test(text) ||
    /^[^<>=!~;@]*\.(?:whl|tar\.gz|tar\.bz2|tgz|zip)(\[[^\]]*\])?$/.test(text)
  );
}

function readTarget(place: string): DirectTarget {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(place)) {
    return { kind: 'path', path: place };
  }
  const [whole = '', fragment = ''] = place.split('#', 2);
  const options = new URLSearchParams(fragment);
  const subdirectory = options.get('subdirectory') ?? undefined;
  if (whole.startsWith('git+')) {
    return readRepository(whole, subdirectory);
  }
  if (!/^(?:https?|file):/i.test(whole) || readUrl(whole) === undefined) {
    throw refusal(
      `Expected an https, file or git URL, found \`${showUrl(whole)}\``,
      urlHint(whole),
    );
  }
  const { username, password } = new URL(whole);
  if (username !== '' || password !== '') {
    throw refusal(
      `Expected a URL without credentials, found \`${showUrl(whole)}\``,
      'put them into netrc',
    );
  }
  if (subdirectory !== undefined) {
    throw refusal('Expected no `subdirectory` but in a git URL');
  }
  return { kind: 'url', url: whole, ...digestsOf(options) };
}

function digestsOf(
  options: URLSearchParams,
): Pick<Extract<DirectTarget, { kind: 'url' }>, 'sha256' | 'otherDigest'> {
  const read = (algorithm: 'sha256' | 'sha384' | 'sha512'): string | undefined => {
    const text = options.get(algorithm);
    const hex = hexDigest(algorithm, text);
    if (text !== null && hex === undefined) {
      throw wrongDigest(options);
    }
    return hex;
  };
  if (['md5', 'sha1', 'sha224'].some((name) => options.has(name))) {
    throw wrongDigest(options);
  }
  const [sha256, sha384, sha512] = [read('sha256'), read('sha384'), read('sha512')];
  if (sha512 !== undefined) {
    return { sha256, otherDigest: { algorithm: 'sha512', hex: sha512 } };
  }
  return sha384 === undefined
    ? { sha256 }
    : { sha256, otherDigest: { algorithm: 'sha384', hex: sha384 } };
}

function wrongDigest(options: URLSearchParams): SpipError {
  return refusal(
    `Expected \`#sha256=\` with 64 hexadecimal digits, found \`#${options.toString()}\``,
    '`sha384` and `sha512` will do too, weaker digests will not',
  );
}

/** pip's old way to name what a URL leads to. */
function eggOf(place: string): string | undefined {
  const egg = new URLSearchParams(place.split('#', 2)[1]).get('egg')?.replace(/\[.*$/, '');
  return egg === undefined ? undefined : normaliseName(egg);
}

function readRepository(whole: string, subdirectory: string | undefined): DirectTarget {
  // The last `@` behind the host: user names have one too.
  const [, url = '', revision] =
    /^git\+([a-z]+:\/\/[^/]*\/.*?)(?:@([^@/]*(?:\/[^@]*)?))?$/.exec(whole) ?? [];
  // As git has it alone it may be another one, by a backslash for one.
  const isUrl = readUrl(whole) !== undefined && readUrl(url) !== undefined;
  if (!isUrl || revision?.startsWith('-') === true) {
    throw refusal(`Expected \`git+URL@revision\`, found \`${showUrl(whole)}\``, urlHint(whole));
  }
  return { kind: 'git', ...repository(url), revision, subdirectory };
}

/** git over http is told who asks by its environment; ssh knows no passwords. */
function repository(
  url: string,
): Pick<Extract<DirectTarget, { kind: 'git' }>, 'url' | 'credentials'> {
  const parsed = new URL(url);
  if (parsed.protocol === 'http:' || parsed.protocol === 'https:') {
    const { credentials } = splitCredentials(parsed);
    return { url: url.replace(/^([a-z]+:\/\/)[^/]*@/, '$1'), credentials };
  }
  if (parsed.password !== '') {
    throw refusal(
      `Expected no password but in an http or https URL, found \`git+${showUrl(url)}\``,
      'put the key into your ssh agent',
    );
  }
  return { url };
}

function refusal(message: string, hint?: string): SpipError {
  return new SpipError('invalid-requirement', message, { hint });
}
