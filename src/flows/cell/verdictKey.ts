import { hash } from 'node:crypto';
import type { Distribution } from '../../envs/lockText.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { ResolvedSet } from './cellHost.ts';

/** Raised when what a step does with the same cell changes. */
const protocol = 4;

export interface KeyedCell {
  readonly job: CellJob;
  readonly set: ResolvedSet;
  /** Its files, where they are known already. */
  readonly distributions: readonly Distribution[] | undefined;
  /** Digest of the files of this machine that it gets or sees. */
  readonly files: string;
}

/** What is the same for all cells of a run. */
export interface KeyedRun {
  /** Version of spip. */
  readonly spip: string;
  /** Kernel and C library. */
  readonly system: readonly unknown[];
}

/**
 * The key of a cell's verdict: the digest of one text that holds all that the verdict depends on (`docs/reuse.md`).
 * `undefined` where that is not known yet: a file without a digest, or one that is built here.
 */
export function verdictKey(cell: KeyedCell, run: KeyedRun): string | undefined {
  const set = installedSet(cell);
  const isUnknown = cell.job.steps.some(
    (step) =>
      (step.name === 'own' || step.name === 'checkout') &&
      step.tests.sdist !== null &&
      step.tests.sdist.sha256 === undefined,
  );
  // A tag can be moved: what a repository has is not known before it is asked.
  const isElsewhere = cell.job.steps.some((step) => step.name === 'own' && step.tests.git === true);
  return set === undefined || isUnknown || isElsewhere
    ? undefined
    : hash('sha256', JSON.stringify({ protocol, ...run, ...jobOf(cell), set }), 'hex');
}

/** All of the job, so that nothing that is added to it can be forgotten here, but for what only names the cell. */
function jobOf({ job, set, files }: KeyedCell): object {
  const { id: _id, slug: _slug, python: _python, steps, ...facts } = job;
  return {
    ...facts,
    steps: steps.map((step) => {
      switch (step.name) {
        case 'own':
          return { ...step, tests: { ...step.tests, sdist: step.tests.sdist?.sha256 ?? null } };
        case 'checkout':
          return { ...step, tests: { ...step.tests, sdist: step.tests.sdist.sha256 } };
        case 'custom': {
          const { files: _files, follow: _follow, ...test } = step.test;
          return { ...step, test };
        }
        case 'install':
        case 'import':
          return step;
      }
    }),
    files,
    needs: set.needs ?? null,
    notes: set.notes,
  };
}

/** Of a wheel from an index its digest says everything, of one that was built here its own and that of its sdist. */
function installedSet({ set: { lock }, distributions }: KeyedCell): readonly unknown[] | undefined {
  const built = new Map(distributions?.map((one) => [one.locked.name, one]));
  const packages = lock.packages.map(({ name, version, file, extras }) => {
    const distribution = built.get(name);
    const digest = distribution?.wheel.sha256 ?? (file.kind === 'wheel' ? file.sha256 : undefined);
    return digest === undefined
      ? undefined
      : [name, version, file.filename, extras, digest, distribution?.built ?? null];
  });
  return packages.includes(undefined) ? undefined : packages;
}
