import { SpipError } from '../lib/spipError.ts';
import type { DistFile, ProjectFiles } from '../model/distFile.ts';
import { parseSdistFilename } from '../pep/sdistFilename.ts';
import { specifiersContain } from '../pep/specifiers.ts';
import type { Specifiers } from '../pep/specifiers.ts';
import { compareVersions, isPrerelease } from '../pep/version.ts';
import type { Version } from '../pep/version.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';
import type { WheelFilename } from '../pep/wheelFilename.ts';
import { nothing, stateOf } from './states.ts';
import type { States } from './states.ts';

/** One file of a release with what its name says. */
export interface ReleaseFile {
  readonly file: DistFile;
  readonly version: Version;
  /** `undefined` for a source distribution. */
  readonly wheel: WheelFilename | undefined;
}

/** All files of one version. */
export interface Release {
  readonly version: Version;
  readonly files: readonly ReleaseFile[];
}

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
    this.prereleases = this.#select((version) => isPrerelease(version));
  }

  /** The releases that the specifiers admit, usable or not, pre-releases included. */
  admitted(specifiers: Specifiers): States {
    let states = this.#bySpecifiers.get(specifiers);
    if (states === undefined) {
      states = this.#select((version) =>
        specifiersContain(specifiers, version, { prereleases: true }),
      );
      this.#bySpecifiers.set(specifiers, states);
    }
    return states;
  }

  #select(isWanted: (version: Version) => boolean): States {
    return this.releases.reduce(
      (states, { version }, index) => (isWanted(version) ? states | stateOf(index) : states),
      nothing,
    );
  }
}

/** `undefined` for a name that cannot be read: old indexes are full of them. */
function readFile(file: DistFile, name: string): ReleaseFile | undefined {
  try {
    if (file.kind === 'wheel') {
      const wheel = parseWheelFilename(file.filename);
      return wheel.name === name ? { file, version: wheel.version, wheel } : undefined;
    }
    return { file, version: parseSdistFilename(file.filename, name).version, wheel: undefined };
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

function groupByVersion(files: readonly ReleaseFile[]): Release[] {
  const sorted = files.toSorted((a, b) => compareVersions(b.version, a.version));
  const releases: { version: Version; files: ReleaseFile[] }[] = [];
  for (const file of sorted) {
    const last = releases.at(-1);
    if (last !== undefined && compareVersions(last.version, file.version) === 0) {
      last.files.push(file);
    } else {
      releases.push({ version: file.version, files: [file] });
    }
  }
  return releases;
}
