import { SpipError } from '../lib/spipError.ts';
import type { EnvironmentFile } from '../model/environment.ts';
import type { Note } from '../model/storedWheel.ts';
import type { PlacedFile } from './placeWheel.ts';

export interface OverlaidFiles {
  /** Sorted by path, one file per path. */
  readonly files: readonly PlacedFile[];
  readonly notes: readonly Note[];
}

/**
 * Lays the files of all parts over each other, in the order given: where two bring one path, the last wins,
 * with a note unless both are equal.
 *
 * @throws SpipError `install-failed`: one part's file is where another part needs a folder.
 */
export function overlayFiles(parts: readonly (readonly PlacedFile[])[]): OverlaidFiles {
  const byPath = new Map<string, PlacedFile>();
  const overlaps = new Map<string, Overlap>();
  for (const part of parts) {
    for (const placed of part) {
      const earlier = byPath.get(placed.file.path);
      if (earlier !== undefined && !areEqual(earlier.file, placed.file)) {
        noteOverlap(overlaps, earlier.file, placed.file);
      }
      byPath.set(placed.file.path, placed);
    }
  }
  refuseFilesAsFolders(byPath);
  return {
    files: [...byPath.values()].toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1)),
    notes: [...overlaps.values()].map(({ loser, winner, paths }) => ({
      code: 'overlapping-files',
      text: `\`${loser}\` and \`${winner}\` both bring \`${paths[0]}\`${andMore(paths.length - 1)}; those of \`${winner}\` are installed`,
      paths: paths.toSorted(),
    })),
  };
}

interface Overlap {
  readonly loser: string;
  readonly winner: string;
  readonly paths: string[];
}

function noteOverlap(
  overlaps: Map<string, Overlap>,
  earlier: EnvironmentFile,
  later: EnvironmentFile,
): void {
  const key = `${earlier.owner} ${later.owner}`;
  const overlap = overlaps.get(key) ?? { loser: earlier.owner, winner: later.owner, paths: [] };
  overlap.paths.push(later.path);
  overlaps.set(key, overlap);
}

function andMore(count: number): string {
  return count === 0 ? '' : ` and ${count} more`;
}

function areEqual(a: EnvironmentFile, b: EnvironmentFile): boolean {
  if (a.kind === 'store' && b.kind === 'store') {
    return a.sha256 === b.sha256 && a.executable === b.executable;
  }
  return a.kind === 'generated' && b.kind === 'generated' && a.recipe === b.recipe;
}

function refuseFilesAsFolders(byPath: ReadonlyMap<string, PlacedFile>): void {
  const folders = new Set<string>();
  for (const { file } of byPath.values()) {
    let end = file.path.lastIndexOf('/');
    while (end > 0 && !folders.has(file.path.slice(0, end))) {
      const folder = file.path.slice(0, end);
      folders.add(folder);
      const blocking = byPath.get(folder)?.file;
      if (blocking !== undefined && !isFolder(blocking)) {
        throw new SpipError(
          'install-failed',
          `Failed to install \`${file.path}\` of \`${file.owner}\`: \`${folder}\` is a file of \`${blocking.owner}\``,
        );
      }
      end = folder.lastIndexOf('/');
    }
  }
}

function isFolder(file: EnvironmentFile): boolean {
  return file.kind === 'generated' && file.content.kind === 'linked-folder';
}
