import { archiveError } from './archiveError.ts';

/**
 * Where all names of an archive begin with the same folder, none may leave it, not even to come back: pip takes that folder
 * away before it looks at the rest. Throws SpipError `bad-archive`.
 */
export function expectBelowTop(names: readonly string[], archive: string): void {
  const leaving = names.find(leavesTop);
  const top = topOfName(leaving ?? '');
  if (leaving !== undefined && names.every((name) => topOfName(name) === top)) {
    throw archiveError(archive, 'its path leads out of the top folder', { entry: leaving });
  }
}

function topOfName(name: string): string | undefined {
  return name.split('/')[0];
}

function leavesTop(name: string): boolean {
  let depth = 0;
  for (const segment of name.split('/')) {
    depth += segment === '..' ? -1 : segment === '' || segment === '.' ? 0 : 1;
    if (segment === '..' && depth === 0) {
      return true;
    }
  }
  return false;
}
