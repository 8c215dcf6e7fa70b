import { SpipError } from '../lib/spipError.ts';
import type { DistFile, ProjectFiles } from '../model/distFile.ts';
import { groupByVersion } from '../pep/groupByVersion.ts';
import type { VersionGroup } from '../pep/groupByVersion.ts';
import { parseSdistFilename } from '../pep/sdistFilename.ts';
import { specifiersContain } from '../pep/specifiers.ts';
import type { Specifiers } from '../pep/specifiers.ts';
import { isPrerelease } from '../pep/version.ts';
import type { Version } from '../pep/version.ts';
import { isBehind } from '../pep/versionCut.ts';
import type { Cut } from '../pep/versionCut.ts';
import type { VersionRanges } from '../pep/versionRanges.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';
import type { WheelFilename } from '../pep/wheelFilename.ts';
import { nothing, stateOf, statesBetween } from './states.ts';
import type { States } from './states.ts';

/** One file of a release with what its name says. */
export interface ReleaseFile {
  readonly file: DistFile;
  readonly version: Version;
  readonly uploadTime: string | undefined;
  /** `undefined` for a source distribution. */
  readonly wheel: WheelFilename | undefined;
}

/** All files of one version, however they spell it. */
export type Release = VersionGroup<ReleaseFile>;

/** Everything that the indexes list for one project, independent of interpreter and policy: shared by all solves. */
export class ReleaseList {
  readonly name: string;
  /** Newest first; the index here is the number of the release in `States`. */
  readonly releases: readonly Release[];
  /** All pre-releases. */
  readonly prereleases: States;
  /** Names of files that were left out because their names are malformed. */
  readonly skipped: readonly string[];
  readonly #bySpecifiers = new WeakMap<Specifiers, States>();

  constructor(project: ProjectFiles) {
    this.name = project.name;
    const { files, skipped } = readFiles(project);
    this.releases = groupByVersion(files);
    this.skipped = skipped;
    this.prereleases = this.#select(({ version }) => isPrerelease(version));
  }

  /** The releases that the specifiers admit, usable or not, pre-releases included. */
  admitted(specifiers: Specifiers): States {
    let states = this.#bySpecifiers.get(specifiers);
    if (states === undefined) {
      states =
        specifiers.arbitrary.length === 0
          ? this.#within(specifiers.ranges)
          : // `===` compares spellings, of which a release may have several.
            this.#select(({ files }) =>
              files.some(({ version }) =>
                specifiersContain(specifiers, version, { prereleases: true }),
              ),
            );
      this.#bySpecifiers.set(specifiers, states);
    }
    return states;
  }

  /** They lie side by side: a plan asks for each of ten thousand releases by itself. */
  #within({ intervals }: VersionRanges): States {
    return intervals.reduce(
      (states, { lower, upper }) =>
        states | statesBetween(this.#countBehind(upper), this.#countBehind(lower)),
      nothing,
    );
  }

  /** How many releases are newer than what the cut leaves below it. */
  #countBehind(cut: Cut): number {
    let [from, to] = [0, this.releases.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      const release = this.releases[middle];
      if (release !== undefined && isBehind(release.version, cut)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  #select(isWanted: (release: Release) => boolean): States {
    return this.releases.reduce(
      (states, release, index) => (isWanted(release) ? states | stateOf(index) : states),
      nothing,
    );
  }
}

/** `undefined` for a name that cannot be read: old indexes are full of them. */
function readFile(file: DistFile, name: string): ReleaseFile | undefined {
  const { filename, kind, uploadTime } = file;
  try {
    if (kind === 'wheel') {
      const wheel = parseWheelFilename(filename);
      return wheel.name === name ? { file, version: wheel.version, uploadTime, wheel } : undefined;
    }
    const { version } = parseSdistFilename(filename, name);
    return { file, version, uploadTime, wheel: undefined };
  } catch (error) {
    if (error instanceof SpipError && error.code === 'invalid-file-name') {
      return undefined;
    }
    throw error;
  }
}

function readFiles(project: ProjectFiles): {
  readonly files: readonly ReleaseFile[];
  readonly skipped: readonly string[];
} {
  const files: ReleaseFile[] = [];
  const skipped: string[] = [];
  for (const file of project.files) {
    const read = readFile(file, project.name);
    if (read === undefined) {
      skipped.push(file.filename);
    } else {
      files.push(read);
    }
  }
  return { files, skipped };
}
