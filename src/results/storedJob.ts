import type { CellJob, StepRequest } from '../model/cellJob.ts';

/** Raised when an older job would mean something else. */
const jobVersion = 3;

/** A job as the database keeps it: without values of variables and without URLs, which may be secrets. */
export function storedJob(job: CellJob): string {
  const { variables } = job.doors;
  const names: Readonly<Record<string, string>> = Object.fromEntries(
    Object.keys(variables).map((name) => [name, '']),
  );
  return JSON.stringify({
    version: jobVersion,
    job: {
      ...job,
      steps: job.steps.map(withoutUrl),
      doors: { ...job.doors, variables: names },
    },
  });
}

/** `undefined`: another version of spip kept it, or one that kept none. */
export function readStoredJob(text: string): CellJob | undefined {
  if (text === '') {
    return undefined;
  }
  // The tables are STRICT and only this room writes them.
  const { version, job } = JSON.parse(text) as { readonly version: number; readonly job: CellJob };
  return version === jobVersion ? job : undefined;
}

function withoutUrl(step: StepRequest): StepRequest {
  switch (step.name) {
    case 'own': {
      const { sdist } = step.tests;
      return {
        ...step,
        tests: { ...step.tests, sdist: sdist === null ? null : { ...sdist, url: '', index: '' } },
      };
    }
    case 'checkout':
      return {
        ...step,
        tests: { ...step.tests, sdist: { ...step.tests.sdist, url: '', index: '' } },
      };
    case 'install':
    case 'import':
    case 'custom':
      return step;
  }
}
