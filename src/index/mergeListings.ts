import type { DistFile } from '../model/distFile.ts';
import { otherAlgorithms } from './otherDigest.ts';
import type { ProjectLinks } from './projectLinks.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

/**
 * The files of several places as one list, each file name once. Of two entries for one name:
 * - one with a digest goes before one without, since only it can be checked, and sha256 before any other digest;
 * - with the same digest they are the same bytes: a copy on this machine is read instead of one elsewhere, and what one
 *   entry does not say (Requires-Python, upload time, size) is taken from the other;
 * - with different digests the first one wins, with a warning.
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
      warnings.add(difference(known, file));
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

function difference(known: DistFile, file: DistFile): string {
  const { filename, index } = known;
  const [one, other] = [digestText(known), digestText(file)];
  return index === file.index
    ? `\`${showUrl(index)}\` lists \`${filename}\` twice, with ${one} and ${other}: the first is used`
    : `\`${filename}\` differs between \`${showUrl(index)}\` (${one}) and \`${showUrl(file.index)}\` (${other}): the first is used`;
}

function digestText(file: DistFile): string {
  return `${file.otherDigest?.algorithm ?? 'sha256'} \`${promiseOf(file) ?? ''}\``;
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
    size: sizeOf(first, second),
    requiresPython: first.requiresPython ?? second.requiresPython,
    uploadTime: first.uploadTime ?? second.uploadTime,
    yanked: first.yanked === false ? second.yanked : first.yanked,
  };
}

/** Of two different ones neither can be relied on. */
function sizeOf(first: DistFile, second: DistFile): number | undefined {
  const sizes = new Set([first.size, second.size].filter((size) => size !== undefined));
  return sizes.size === 1 ? [...sizes][0] : undefined;
}
