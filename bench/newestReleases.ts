import type { ProjectFiles } from '../src/model/distFile.ts';
import { isPrerelease } from '../src/pep/version.ts';
import { ReleaseList } from '../src/resolve/releaseList.ts';

/** The newest final releases that were there at a moment and are not yanked, newest first. */
export function newestReleases(
  project: ProjectFiles | undefined,
  { count, before }: { readonly count: number; readonly before: Date },
): readonly string[] {
  if (project === undefined) {
    return [];
  }
  return new ReleaseList(project).releases
    .filter(
      ({ version, files }) =>
        !isPrerelease(version) &&
        files.some(({ file }) => file.yanked === false && isBefore(file.uploadTime, before)),
    )
    .slice(0, count)
    .map(({ version }) => version.text);
}

function isBefore(uploaded: string | undefined, moment: Date): boolean {
  return uploaded !== undefined && new Date(uploaded) < moment;
}
