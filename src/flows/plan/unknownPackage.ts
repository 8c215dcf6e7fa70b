import { SpipError } from '../../lib/spipError.ts';

/** The failure of a name that no index has. `written` is the operand that gave it, where that could mean a script. */
export function unknownPackage(name: string, written = name): SpipError {
  const check = 'check the spelling and the index settings (`-v` shows them)';
  return new SpipError('unknown-package', `Failed to find the package \`${name}\``, {
    hint: written.endsWith('.py')
      ? `the working directory has no script \`${written}\`, and no index has that name: ${check}`
      : `no index has that name: ${check}`,
  });
}
