import { SpipError } from '../lib/spipError.ts';
import { normaliseName } from './names.ts';
import { tryParseVersion } from './version.ts';
import type { Version } from './version.ts';

export type SdistFormat = '.tar.gz' | '.tgz' | '.tar.bz2' | '.zip';

/** What the name of a source distribution says (PEP 625, older forms included). */
export interface SdistFilename {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version: Version;
  readonly format: SdistFormat;
}

/**
 * Reads the file name of a source distribution. Old names and versions may hold `-` themselves: with the normalised name
 * of the project the name ends where it fits; without it where a version follows for the first time, else at the last `-`.
 *
 * @throws SpipError `invalid-file-name`
 */
export function parseSdistFilename(filename: string, expectedName?: string): SdistFilename {
  const format = formats.find((ending) => filename.endsWith(ending));
  if (format === undefined) {
    return refuse(
      filename,
      `one of ${formats.map((ending) => `\`${ending}\``).join(', ')} at the end`,
    );
  }
  const parts = splitsOf(filename.slice(0, -format.length));
  const fitting =
    expectedName === undefined ? parts : parts.filter(({ name }) => name === expectedName);
  const found = fitting.find(({ version }) => version !== undefined);
  if (found?.version !== undefined) {
    return { name: found.name, version: found.version, format };
  }
  if (fitting.length > 0) {
    return refuse(filename, 'a PEP 440 version behind the name');
  }
  return refuse(
    filename,
    expectedName === undefined
      ? 'a name and a version joined by `-`'
      : `the name \`${expectedName}\``,
  );
}

interface Split {
  readonly name: string;
  readonly version: Version | undefined;
}

/** A name of a file, divided at each of its dashes from the first to the last. */
function splitsOf(stem: string): readonly Split[] {
  const splits: Split[] = [];
  for (let dash = stem.indexOf('-', 1); dash !== -1; dash = stem.indexOf('-', dash + 1)) {
    const name = normaliseName(stem.slice(0, dash));
    splits.push({ name, version: tryParseVersion(stem.slice(dash + 1)) });
  }
  return splits;
}

const formats: readonly SdistFormat[] = ['.tar.gz', '.tgz', '.tar.bz2', '.zip'];

function refuse(filename: string, expected: string): never {
  throw new SpipError(
    'invalid-file-name',
    `Expected ${expected} in the source file name \`${filename}\``,
    { hint: 'source distributions are named `name-version.tar.gz`' },
  );
}
