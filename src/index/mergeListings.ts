import type { DistFile } from '../model/distFile.ts';
import { otherAlgorithms } from './otherDigest.ts';
import type { ProjectLinks } from './projectLinks.ts';
import { showUrl } from '../lib/showUrl.ts';

/**
 * The files of several places as one list, each file name once. Of two entries for one name:
 * - one with a digest goes before one without, since only it can be checked, and sha256 before any other digest;
 * - with the same digest they are the same bytes: a copy on this machine is read instead of one elsewhere, and what one
 *   entry does not say (Requires-Python, upload time, size) is taken from the other;
 * - with different digests the first place wins, with a warning.
 */
export function mergeListings(places: readonly ProjectLinks[]): ProjectLinks {
  const byName = new Map<string, DistFile>();
  const warnings = new Set(places.flatMap((place) => place.warnings));
  for (const file of places.flatMap((place) => place.files)) {
    const known = byName.get(file.filename);
    if (known === undefined) {
      byName.set(file.filename, file);
    } else if (strengthOf(known) !== strengthOf(file)) {
      byName.set(file.filename, strengthOf(known) < strengthOf(file) ? file : known);
    } else if (promiseOf(known) === promiseOf(file)) {
      byName.set(file.filename, strengthOf(known) === 0 ? known : united(known, file));
    } else {
      warnings.add(
        `\`${file.filename}\` differs between \`${showUrl(known.index)}\` and \`${showUrl(file.index)}\`: the first is used`,
      );
    }
  }
  return { files: [...byName.values()], warnings: [...warnings] };
}

/** 0 without a promise; the same for two files only if their promises can be compared. */
function strengthOf({ sha256, otherDigest }: DistFile): number {
  if (sha256 !== undefined) {
    return otherAlgorithms.length + 1;
  }
  return otherDigest === undefined
    ? 0
    : otherAlgorithms.length - otherAlgorithms.indexOf(otherDigest.algorithm);
}

function promiseOf({ sha256, otherDigest }: DistFile): string | undefined {
  return sha256 ?? otherDigest?.hex;
}

function united(known: DistFile, other: DistFile): DistFile {
  const [first, second] =
    !known.url.startsWith('file:') && other.url.startsWith('file:')
      ? [other, known]
      : [known, other];
  return {
    ...first,
    size: first.size ?? second.size,
    requiresPython: first.requiresPython ?? second.requiresPython,
    uploadTime: first.uploadTime ?? second.uploadTime,
    yanked: first.yanked === false ? second.yanked : first.yanked,
  };
}
