import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { showUrl } from '../../lib/urls/showUrl.ts';
import { pathOfUrl } from '../../lib/urls/pathOfUrl.ts';
import { readNamedFile } from '../../lib/files/readNamedFile.ts';
import { SpipError } from '../../lib/spipError.ts';

/** A file of requirements, on this machine or elsewhere. */
export interface InputFile {
  readonly kind: 'path' | 'url';
  /** Absolute path or URL; what the file names itself starts beside it. */
  readonly place: string;
  /** For people: as given, relative to the file that names it. */
  readonly shown: string;
}

/**
 * Where a file lies that the command line or another file names, as pip has it: what a remote file names without a
 * scheme lies beside that file.
 *
 * @throws SpipError `usage` for a URL of another kind
 */
export function locateInput(
  name: string,
  { from, cwd }: { readonly from: InputFile | undefined; readonly cwd: string },
): InputFile {
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(name) ?? [];
  if (scheme === undefined && from?.kind !== 'url') {
    const place = resolve(from === undefined ? cwd : dirname(from.place), name);
    const shown = from === undefined ? name : join(dirname(from.shown), name);
    return { kind: 'path', place, shown };
  }
  const base = from?.kind === 'url' ? from.place : undefined;
  const url = URL.canParse(name, base) ? new URL(name, base) : undefined;
  switch (url?.protocol) {
    case 'http:':
    case 'https:':
      return { kind: 'url', place: url.href, shown: showUrl(url) };
    case 'file:':
      return { kind: 'path', place: pathOfUrl(url), shown: name };
    default:
      throw new SpipError(
        'usage',
        `Expected a path or an https, http or file URL, found \`${showUrl(name)}\`${namedBy(from)}`,
      );
  }
}

/** @throws SpipError `not-found`; errors of `fetchText` */
export async function readInput(
  { kind, place, shown }: InputFile,
  from: InputFile | undefined,
  fetchText: (url: string) => Promise<string>,
): Promise<string> {
  return kind === 'url'
    ? fetchText(place)
    : readNamedFile(place, `the file \`${shown}\`${namedBy(from)}`);
}

/** Relative to the file that names it where there is such a place, as pip has it. */
export async function findLinksPlace(value: string, from: InputFile): Promise<string> {
  if (from.kind === 'url') {
    return value;
  }
  const beside = resolve(dirname(from.place), value);
  const exists = await stat(beside).then(
    () => true,
    () => false,
  );
  return exists ? beside : value;
}

function namedBy(from: InputFile | undefined): string {
  return from === undefined ? '' : `, which \`${from.shown}\` names`;
}
