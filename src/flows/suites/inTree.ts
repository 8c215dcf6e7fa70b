import type { Note } from '../../model/storedWheel.ts';
import type { StepResult } from '../../testrun/stepResult.ts';

/**
 * Whether own tests may have failed because the sources of the release are not beside them: those that say so, and all
 * that are installed, which know their data by its place in the source tree.
 */
export function missSources(steps: readonly StepResult[]): boolean {
  const own = ownOf(steps);
  const isBad = own?.verdict?.state === 'fail' || own?.verdict?.state === 'blocked';
  return (
    isBad &&
    (own.tests?.rule === 'installed' ||
      own.tests?.failing.some(({ cause }) => cause === 'absent-file') === true)
  );
}

/** Whether own tests came to nothing that could be told, so that a program of the project is worth a try. */
export function ranNothing(steps: readonly StepResult[]): boolean {
  const own = ownOf(steps);
  const { state, reason } = own?.verdict ?? {};
  const isForeign = own?.tests?.failing.some(({ cause }) => cause === 'other-runner') === true;
  return (
    own?.tests !== undefined &&
    (state === 'fail' || state === 'blocked' || reason === 'none-collected') &&
    (isForeign || passed(own) === 0)
  );
}

/** The steps with what the second run of own tests came to, where that tells more: more passed, or fewer missed a file. */
export function betterOwn(
  steps: readonly StepResult[],
  again: readonly StepResult[],
): readonly StepResult[] {
  const [first, second] = [ownOf(steps), ownOf(again)];
  if (first === undefined || second === undefined) {
    return steps;
  }
  const more = passed(second) - passed(first);
  if (more < 0 || (more === 0 && absent(second) >= absent(first))) {
    return steps;
  }
  const told = { ...second, notes: [...second.notes, inTreeNote] };
  return steps.map((step) => (step === first ? told : step));
}

/** The steps with what a program of the project came to, where unittest was told of a test that ran. */
export function ownByScript(
  steps: readonly StepResult[],
  byScript: readonly StepResult[],
): readonly StepResult[] {
  const [first, second] = [ownOf(steps), ownOf(byScript)];
  const { passed = 0, failed = 0, xfailed = 0 } = second?.tests?.counts ?? {};
  return second === undefined || passed + failed + xfailed === 0
    ? steps
    : steps.map((step) =>
        step === first ? { ...second, notes: [...second.notes, scriptNote] } : step,
      );
}

const scriptNote: Note = {
  code: 'own-script',
  text: 'a program of the project ran its tests, for no other runner could: what it ran is what unittest was told of',
  paths: [],
};

const inTreeNote: Note = {
  code: 'in-tree',
  text: 'its tests ran beside a copy of the installed release, in the place of its sources',
  paths: [],
};

function ownOf(steps: readonly StepResult[]): StepResult | undefined {
  return steps.find(({ name }) => name === 'own');
}

/** How many missed a file. */
function absent({ tests }: StepResult): number {
  return tests?.failing.filter(({ cause }) => cause === 'absent-file').length ?? 0;
}

/** How many did, or were expected to fail; a run that stands for all of them counts most. */
function passed({ verdict, tests }: StepResult): number {
  return verdict === undefined
    ? Number.POSITIVE_INFINITY
    : (tests?.counts.passed ?? 0) + (tests?.counts.xfailed ?? 0);
}
