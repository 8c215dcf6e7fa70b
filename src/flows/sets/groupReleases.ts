import type { DistFile, ProjectFiles } from '../../model/distFile.ts';
import { groupByVersion } from '../../pep/groupByVersion.ts';
import { parseSdistFilename } from '../../pep/sdistFilename.ts';
import type { Version } from '../../pep/version.ts';
import { formatVersion } from '../../pep/version.ts';
import { parseWheelFilename } from '../../pep/wheelFilename.ts';

/** One version of a package with its files. */
export interface Release {
  readonly version: Version;
  /** Normalised spelling of its newest file. */
  readonly text: string;
  readonly files: readonly DistFile[];
  /** `false`, or the reason (may be empty) if every file is yanked (PEP 592). */
  readonly yanked: false | string;
}

/** The releases of a project, newest first. Files whose names give no valid version are left out. */
export function groupReleases(project: ProjectFiles): readonly Release[] {
  const versioned = project.files.flatMap((file) => {
    const version = versionOf(file, project.name);
    return version === undefined ? [] : [{ version, uploadTime: file.uploadTime, file }];
  });
  return groupByVersion(versioned).map(({ version, files: group }) => {
    const files = group.map(({ file }) => file);
    return { version, text: formatVersion(version), files, yanked: yankedReason(files) };
  });
}

function versionOf(file: DistFile, name: string): Version | undefined {
  try {
    return file.kind === 'wheel'
      ? parseWheelFilename(file.filename).version
      : parseSdistFilename(file.filename, name).version;
  } catch {
    return undefined;
  }
}

function yankedReason(files: readonly DistFile[]): false | string {
  const reasons = files.map((file) => file.yanked);
  if (reasons.includes(false)) {
    return false;
  }
  return reasons.find((reason) => reason !== false && reason !== '') || '';
}
