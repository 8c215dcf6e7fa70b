import { allEnded } from '../../lib/allEnded.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { CellJob, StepRequest } from '../../model/cellJob.ts';
import type { DistFile, ProjectFiles } from '../../model/distFile.ts';
import type { InstalledPackage } from '../../model/record.ts';
import { parseRequirement } from '../../pep/requirement.ts';
import type { Facilities } from '../run/openFacilities.ts';
import type { FixedSet } from '../sets/lockedSet.ts';
import type { RecordedCell } from './recordedCell.ts';

type Index = Pick<Facilities['index'], 'project'>;

/**
 * The exact files of a recorded environment, in the place of all that there is by now.
 *
 * @throws SpipError `not-found` where an index has one of them no more; errors of the index
 */
export async function recordedSet(
  { record: { id, packages } }: RecordedCell,
  index: Index,
): Promise<FixedSet> {
  const projects = await allEnded(
    packages.map(async (one): Promise<[string, ProjectFiles]> => {
      const file = await fileOf(one, id, index);
      return [one.name, { name: one.name, files: [file] }];
    }),
  );
  return {
    projects: new Map(projects),
    roots: packages.map(({ name, version }) => parseRequirement(`${name}==${version}`)),
  };
}

/** The job with the place of the sdist that its tests are taken from. Throws as `recordedSet`. */
export async function withSdist(job: CellJob, index: Index): Promise<CellJob> {
  const steps = await allEnded(
    job.steps.map(async (step): Promise<StepRequest> => {
      const sdist = step.name === 'own' ? step.tests.sdist : null;
      if (step.name !== 'own' || sdist === null) {
        return step;
      }
      const { filename, sha256 = '' } = sdist;
      const wanted = { name: job.underTest, file: filename, sha256 };
      return { ...step, tests: { ...step.tests, sdist: await fileOf(wanted, job.id, index) } };
    }),
  );
  return { ...job, steps };
}

async function fileOf(
  { name, file: filename, sha256 }: Pick<InstalledPackage, 'name' | 'file' | 'sha256'>,
  cell: string,
  index: Index,
): Promise<DistFile> {
  const project = await index.project(name);
  const named = project?.files.filter((file) => file.filename === filename) ?? [];
  const found = named.find((file) => sha256 === '' || (file.sha256 ?? sha256) === sha256);
  if (found === undefined) {
    const [hint, what] =
      named.length === 0
        ? ['what did not come from an index cannot be had again', 'none is there']
        : ['somebody has put another file in its place', 'its digest differs'];
    throw new SpipError(
      'not-found',
      `Expected \`${filename}\` on an index, as for \`${cell}\`: ${what}`,
      { hint },
    );
  }
  return found;
}
