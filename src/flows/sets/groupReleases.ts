import type { DistFile, ProjectFiles } from '../../model/distFile.ts';
import { parseSdistFilename } from '../../pep/sdistFilename.ts';
import type { Version } from '../../pep/version.ts';
import { compareVersions, formatVersion } from '../../pep/version.ts';
import { parseWheelFilename } from '../../pep/wheelFilename.ts';

/** One version of a package with its files. */
export interface Release {
  readonly version: Version;
  /** Normalised spelling. */
  readonly text: string;
  readonly files: readonly DistFile[];
  /** `false`, or the reason (may be empty) if every file is yanked (PEP 592). */
  readonly yanked: false | string;
}

/** The releases of a project, newest first. Files whose names give no valid version are left out. */
export function groupReleases(project: ProjectFiles): readonly Release[] {
  const byVersion = new Map<string, { version: Version; files: DistFile[] }>();
  for (const file of project.files) {
    const version = versionOf(file, project.name);
    if (version === undefined) {
      continue;
    }
    const text = formatVersion(version);
    const group = byVersion.get(text);
    if (group === undefined) {
      byVersion.set(text, { version, files: [file] });
    } else {
      group.files.push(file);
    }
  }
  return [...byVersion]
    .map(([text, { version, files }]) => ({ version, text, files, yanked: yankedReason(files) }))
    .toSorted((a, b) => compareVersions(b.version, a.version));
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
