import { SpipError } from '../lib/spipError.ts';
import type { DistFile, ProjectFiles } from '../model/distFile.ts';
import { groupByVersion } from '../pep/groupByVersion.ts';
import type { VersionGroup } from '../pep/groupByVersion.ts';
import { parseSdistFilename } from '../pep/sdistFilename.ts';
import { specifiersContain } from '../pep/specifiers.ts';
import type { Specifiers } from '../pep/specifiers.ts';
import { isPrerelease } from '../pep/version.ts';
import type { Version } from '../pep/version.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';
import type { WheelFilename } from '../pep/wheelFilename.ts';
import { nothing, stateOf } from './states.ts';
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
      const contains = (version: Version): boolean =>
        specifiersContain(specifiers, version, { prereleases: true });
      // `===` compares spellings, of which a release may have several.
      states = this.#select(({ version, files }) =>
        specifiers.arbitrary.length === 0
          ? contains(version)
          : files.some((file) => contains(file.version)),
      );
      this.#bySpecifiers.set(specifiers, states);
    }
    return states;
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
