import { showUrl } from '../lib/urls/showUrl.ts';
import { SpipError } from '../lib/spipError.ts';
import { formatMarker, readMarker } from './marker.ts';
import type { Marker } from './marker.ts';
import { normaliseName } from './names.ts';
import { anyVersion, formatSpecifiers, parseSpecifiers } from './specifiers.ts';
import type { Specifiers } from './specifiers.ts';
import { TextScanner } from './textScanner.ts';

/** A dependency specifier (PEP 508): `name[extra]>=1; marker` or `name[extra] @ url ; marker`. */
export interface Requirement {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** As written. */
  readonly rawName: string;
  /** Normalised, sorted, each once. */
  readonly extras: readonly string[];
  /** Admits every version where none is written. */
  readonly specifiers: Specifiers;
  readonly url: string | undefined;
  readonly marker: Marker | undefined;
  /** As written, without surrounding white space and without the secrets of a URL. */
  readonly text: string;
}

/** As written, but for its marker. */
export function withoutMarker({ text }: Requirement): string {
  return text.split(';')[0]?.trim() ?? text;
}

/**
 * Reads one requirement.
 *
 * @throws SpipError `invalid-requirement`; the message names the column
 */
export function parseRequirement(text: string): Requirement {
  if (text.length > longest) {
    throw new SpipError(
      'invalid-requirement',
      `Expected at most ${longest} characters in a requirement, got ${text.length}`,
    );
  }
  const scanner = new TextScanner(text.trim(), 'invalid-requirement');
  const rawName = scanner.take(namePattern) ?? scanner.fail('a package name');
  scanner.skipBlanks();
  const extras = readExtras(scanner);
  scanner.skipBlanks();
  const url = readUrl(scanner);
  const specifiers = url === undefined ? readSpecifiers(scanner) : anyVersion;
  const isSpaced = scanner.skipBlanks();
  const marker =
    (url === undefined || isSpaced) && scanner.takeCharacter(';') ? readMarker(scanner) : undefined;
  if (!scanner.atEnd) {
    scanner.fail(expectedAtEnd({ url, specifiers, marker }));
  }
  return {
    name: normaliseName(rawName),
    rawName,
    extras,
    specifiers,
    url,
    marker,
    text: url === undefined ? scanner.text : showUrl(scanner.text),
  };
}

/**
 * The requirement in its plain spelling, the name as written, extras normalised.
 *
 * @public
 */
export function formatRequirement(requirement: Requirement): string {
  const { rawName, extras, specifiers, url, marker } = requirement;
  const brackets = extras.length === 0 ? '' : `[${extras.join(',')}]`;
  const source = url === undefined ? formatSpecifiers(specifiers) : ` @ ${url}`;
  const condition =
    marker === undefined ? '' : `${url === undefined ? '' : ' '}; ${formatMarker(marker)}`;
  return `${rawName}${brackets}${source}${condition}`;
}

/** In characters: many times what any real one has. */
const longest = 20_000;

const namePattern = /[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/y;
const specifierPattern = /===[ \t]*[^\s;),]+|(?:~=|==|!=|<=|>=|<|>)[ \t]*[A-Za-z0-9_.*+!-]+/y;

function readExtras(scanner: TextScanner): readonly string[] {
  const extras = new Set<string>();
  if (!scanner.takeCharacter('[')) {
    return [];
  }
  scanner.skipBlanks();
  for (let first = true; !scanner.takeCharacter(']'); first = false) {
    if (!first && !scanner.takeCharacter(',')) {
      scanner.fail('`,` or `]`');
    }
    scanner.skipBlanks();
    extras.add(normaliseName(scanner.take(namePattern) ?? scanner.fail('the name of an extra')));
    scanner.skipBlanks();
  }
  return [...extras].toSorted();
}

function readUrl(scanner: TextScanner): string | undefined {
  if (!scanner.takeCharacter('@')) {
    return undefined;
  }
  scanner.skipBlanks();
  return scanner.take(/\S+/y) ?? scanner.fail('a URL');
}

function readSpecifiers(scanner: TextScanner): Specifiers {
  const isGroup = scanner.takeCharacter('(');
  scanner.skipBlanks();
  const found: string[] = [];
  for (;;) {
    const specifier = scanner.take(specifierPattern);
    if (specifier === undefined) {
      break;
    }
    found.push(specifier);
    scanner.skipBlanks();
    if (!scanner.takeCharacter(',')) {
      break;
    }
    scanner.skipBlanks();
  }
  if (isGroup && !scanner.takeCharacter(')')) {
    scanner.fail('`)`');
  }
  return toSpecifiers(found, scanner.text);
}

function toSpecifiers(found: readonly string[], text: string): Specifiers {
  if (found.length === 0) {
    return anyVersion;
  }
  try {
    return parseSpecifiers(found.join(','));
  } catch (error) {
    if (error instanceof SpipError) {
      throw new SpipError('invalid-requirement', `${error.message}, in \`${text}\``, {
        cause: error,
      });
    }
    throw error;
  }
}

function expectedAtEnd(read: Pick<Requirement, 'url' | 'specifiers' | 'marker'>): string {
  if (read.marker !== undefined) {
    return '`and`, `or` or the end';
  }
  if (read.url !== undefined) {
    return 'white space and `;`, or the end';
  }
  return read.specifiers.items.length === 0
    ? 'a version specifier such as `>=1.0`, `@`, `;` or the end'
    : '`,`, `;` or the end';
}
