import { SpipError } from '../../lib/spipError.ts';
import { readArchiveName } from './pythonArchive.ts';
import type { PythonArchive } from './pythonArchive.ts';

/** A Python that can be had. */
export interface ListedArchive extends PythonArchive {
  /** Where it lies below its source: segments of letters, digits and `.+_-` with slashes between. */
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * Reads a list of archives in the form of `sha256sum`, which is also that of the `SHA256SUMS` of python-build-standalone: a digest
 * and a path on each line. Names of other things are passed over, and `#` begins a comment.
 *
 * @throws SpipError `invalid-settings` naming the line
 */
export function readManifest(text: string, source: string): readonly ListedArchive[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (/^\s*(?:#|$)/.test(line)) {
      return [];
    }
    const [, sha256 = '', path = ''] = /^([0-9a-f]{64}) [ *](\S+)$/i.exec(line) ?? [];
    if (path === '') {
      throw new SpipError(
        'invalid-settings',
        `Expected a sha256 and a path in line ${index + 1} of the list of Pythons \`${source}\``,
        { hint: 'it has the form that `sha256sum` writes' },
      );
    }
    const segments = path.replace(/^\.\//, '').split('/');
    const archive = readArchiveName(segments.at(-1) ?? '');
    return archive === undefined || !segments.every(isPlain)
      ? []
      : [{ ...archive, path: segments.join('/'), sha256: sha256.toLowerCase() }];
  });
}

function isPlain(segment: string): boolean {
  return /^[\w.+-]+$/.test(segment) && segment !== '.' && segment !== '..';
}
