import { hashedFiles } from '../sets/hashedFiles.ts';
import type { Facilities } from '../run/openFacilities.ts';
import type { PlanRequest } from './planRequest.ts';
import { UploadTimeWarnings, olderFiles } from './uploadTimes.ts';

/** What there is to choose releases from: of each project the files that were there before a moment. */
export function projectReader(
  facilities: Facilities,
  limit: Date | undefined,
): PlanRequest['project'] {
  const warnings = new UploadTimeWarnings(facilities.emit);
  return async (name, hashes) => {
    const project = await facilities.index.project(name);
    if (project === undefined) {
      return undefined;
    }
    if (limit !== undefined) {
      warnings.look(project);
    }
    const older = limit === undefined ? project : olderFiles(project, limit);
    return hashes.length === 0 ? older : hashedFiles(older, new Set(hashes), facilities);
  };
}
