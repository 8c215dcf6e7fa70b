import { SpipError } from '../lib/spipError.ts';

/** The failure of a name that no index has. */
export function unknownPackage(name: string): SpipError {
  return new SpipError('unknown-package', `Failed to find the package \`${name}\``, {
    hint: 'no index has that name: check the spelling and the index settings (`-v` shows them)',
  });
}
