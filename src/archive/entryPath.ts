/** What a name in an archive means. */
export interface EntryName {
  /** Relative to the archive's top, without empty and `.` segments and trailing slash; '' is the top itself. */
  readonly path: string;
  readonly oddities: readonly NameOddity[];
}

/**
 * `unclean`: empty or `.` segments; `dotted`: `..` that stays inside; `foreign`: a backslash or a drive, which mean
 * something on other systems; `git`: a segment that git keeps for itself.
 */
export type NameOddity = 'unclean' | 'dotted' | 'foreign' | 'git';

/** Nearly all names: segments of letters and digits that begin with no dot. */
const plainName = /^(?:\w[\w.+-]*\/)*\w[\w.+-]*\/?$/;
const maxSegmentBytes = 255;
const maxPathBytes = 4000;

/** Reads a name, or says which rule it breaks: joined to any directory a path stays inside. */
export function readEntryName(name: string): EntryName | string {
  if (name.length <= maxSegmentBytes && plainName.test(name)) {
    return { path: name.endsWith('/') ? name.slice(0, -1) : name, oddities: [] };
  }
  if (name === '') {
    return 'its name is empty';
  }
  if (/\p{Cc}|\p{Cs}/u.test(name)) {
    return 'its name has a control character';
  }
  if (name.startsWith('/')) {
    return 'its path is absolute';
  }
  const written = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  const segments = resolveSegments(written);
  if (segments === undefined) {
    return 'its path leads out of the archive';
  }
  const path = segments.join('/');
  if (Buffer.byteLength(path) > maxPathBytes) {
    return `its path is longer than ${maxPathBytes} bytes`;
  }
  return segments.some((segment) => Buffer.byteLength(segment) > maxSegmentBytes)
    ? `a segment of its path is longer than ${maxSegmentBytes} bytes`
    : { path, oddities: odditiesOf(written, path) };
}

/** `undefined`: more `..` than what stands before them. */
function resolveSegments(written: readonly string[]): readonly string[] | undefined {
  const segments: string[] = [];
  for (const segment of written) {
    if (segment === '..') {
      if (segments.pop() === undefined) {
        return undefined;
      }
    } else if (segment !== '' && segment !== '.') {
      segments.push(segment);
    }
  }
  return segments;
}

function odditiesOf(written: readonly string[], path: string): readonly NameOddity[] {
  const found: readonly (readonly [NameOddity, boolean])[] = [
    ['unclean', written.some((segment) => segment === '' || segment === '.')],
    ['dotted', written.includes('..')],
    ['foreign', path.includes('\\') || /(?:^|\/)[A-Za-z]:/.test(path)],
    ['git', written.some(isGitName)],
  ];
  return found.filter(([, holds]) => holds).map(([oddity]) => oddity);
}

/** The spellings that git itself refuses: case-folded, NTFS short name, trailing dots, spaces, invisible characters. */
function isGitName(segment: string): boolean {
  return /^(?:\.git|git~1)[. ]*$/.test(segment.replace(/\p{Cf}/gu, '').toLowerCase());
}
