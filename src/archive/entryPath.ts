/** How strict a kind of archive is about its names. */
export interface PathPolicy {
  /** Whether a segment `.git` is refused: in a wheel it would lie in a worktree. */
  readonly refuseGit: boolean;
}

const maxSegmentBytes = 255;
const maxPathBytes = 4000;

/**
 * The rule that a name in an archive breaks, or `undefined` for a safe relative POSIX path. A trailing slash
 * (a directory) is allowed. Safe means: joined to any directory it stays inside, on every platform.
 */
export function brokenPathRule(name: string, policy: PathPolicy): string | undefined {
  if (name === '' || name === '/') {
    return 'its name is empty';
  }
  if (/\p{Cc}|\p{Cs}/u.test(name)) {
    return 'its name has a control character';
  }
  if (name.includes('\\')) {
    return 'its name has a backslash';
  }
  if (name.startsWith('/')) {
    return 'its path is absolute';
  }
  if (/^[A-Za-z]:/.test(name)) {
    return 'its path names a drive';
  }
  if (Buffer.byteLength(name) > maxPathBytes) {
    return `its path is longer than ${maxPathBytes} bytes`;
  }
  const segments = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  for (const segment of segments) {
    const rule = brokenSegmentRule(segment, policy);
    if (rule !== undefined) {
      return rule;
    }
  }
  return undefined;
}

function brokenSegmentRule(segment: string, policy: PathPolicy): string | undefined {
  if (segment === '') {
    return 'its path has an empty segment';
  }
  if (segment === '.' || segment === '..') {
    return `its path has a segment \`${segment}\``;
  }
  // The spellings that git itself refuses: case-folded, NTFS short name, trailing dots, spaces, invisible characters.
  if (
    policy.refuseGit &&
    /^(?:\.git|git~1)[. ]*$/.test(segment.replace(/\p{Cf}/gu, '').toLowerCase())
  ) {
    return 'its path has a segment `.git`';
  }
  return Buffer.byteLength(segment) > maxSegmentBytes
    ? `a segment of its path is longer than ${maxSegmentBytes} bytes`
    : undefined;
}

/** Names with the same key are one file on a file system that folds case or normalises Unicode. */
function collisionKey(path: string, foldCase: boolean): string {
  if (foldCase) {
    return /^[\x20-\x40\x5b-\x7e]*$/.test(path)
      ? path
      : path.normalize('NFD').toUpperCase().toLowerCase().normalize('NFC');
  }
  return path.normalize('NFC');
}

/** Two entries that cannot both exist: equal names, names equal but for case or Unicode form, a file used as a directory. */
export class PathCollisions {
  readonly #files = new Map<string, string>();
  readonly #directories = new Map<string, string>();
  readonly #foldCase: boolean;

  constructor(options: { readonly foldCase: boolean }) {
    this.#foldCase = options.foldCase;
  }

  /** Adds a path without trailing slash; returns the earlier path that it collides with, if there is one. */
  add(path: string, directory: boolean): string | undefined {
    const key = collisionKey(path, this.#foldCase);
    const earlier = this.#files.get(key) ?? (directory ? undefined : this.#directories.get(key));
    if (earlier !== undefined) {
      return earlier;
    }
    (directory ? this.#directories : this.#files).set(key, path);
    return this.#addParents(key, path);
  }

  #addParents(key: string, path: string): string | undefined {
    for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) {
      const parent = key.slice(0, end);
      const file = this.#files.get(parent);
      if (file !== undefined) {
        return file;
      }
      if (this.#directories.has(parent)) {
        return undefined;
      }
      this.#directories.set(parent, path);
    }
    return undefined;
  }
}
