import { fileURLToPath } from 'node:url';
import { SpipError } from '../spipError.ts';

/** The path that a file URL names. Throws SpipError `usage` where it names none: with a host, or a slash or NUL in a name. */
export function pathOfUrl(url: string | URL): string {
  try {
    const path = fileURLToPath(url);
    if (path.includes('\0')) {
      throw new TypeError('File URL path must not include NUL characters');
    }
    return path;
  } catch (error) {
    throw new SpipError('usage', `Expected a file URL of this machine, found \`${String(url)}\``, {
      hint: 'it has three slashes and then the path: `file:///home/...`',
      cause: error,
    });
  }
}
