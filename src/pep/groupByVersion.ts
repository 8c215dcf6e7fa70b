import { compareVersions, formatVersion } from './version.ts';
import type { Version } from './version.ts';

/** One release: what all of its files share. */
export interface VersionGroup<T> {
  /** As the file that was uploaded last spells it; equal versions may be spelled `1` and `1.0.0`. */
  readonly version: Version;
  /** In the order in which they came. */
  readonly files: readonly T[];
}

interface Versioned {
  readonly version: Version;
  /** ISO 8601. */
  readonly uploadTime: string | undefined;
}

/** Files by their versions, newest first; versions that compare equal are one (PEP 440). */
export function groupByVersion<T extends Versioned>(
  files: readonly T[],
): readonly VersionGroup<T>[] {
  const groups = Map.groupBy(files, ({ version }) => keyOf(version));
  return [...groups.values()]
    .map((group) => ({ version: newestOf(group).version, files: group }))
    .toSorted((a, b) => compareVersions(b.version, a.version));
}

/** The same for versions that compare equal, and for no others. */
function keyOf(version: Version): string {
  const { release, significant } = version;
  return significant === release.length
    ? formatVersion(version)
    : formatVersion({ ...version, release: release.slice(0, Math.max(1, significant)) });
}

/** The last of those that were uploaded last; without a time a file counts as older than all others. */
function newestOf<T extends Versioned>(files: readonly T[]): T {
  return files.reduce((newest, file) =>
    (file.uploadTime ?? '') >= (newest.uploadTime ?? '') ? file : newest,
  );
}
