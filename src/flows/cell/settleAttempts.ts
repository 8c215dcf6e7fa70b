import type { CellJob } from '../../model/cellJob.ts';
import type { CellOutcome } from '../../model/record.ts';
import { ownStepOf, rungTexts } from '../suites/ladder.ts';
import { repairTexts } from '../suites/repairs.ts';
import type { CellEnded } from './cellHost.ts';
import { attemptOf } from './outcomes.ts';

/** One attempt of a cell. */
export type Try = CellEnded & { readonly job: CellJob };

/** What a cell came to after these attempts: the best of them, with the others as its attempts. */
export function settleAttempts(tries: readonly Try[]): CellOutcome {
  const last = tries.at(-1);
  const told = tries.filter(({ kind }) => kind === 'done');
  const isOther = ({ job }: Try): number => (job === tries[0]?.job ? 0 : 1);
  const best =
    last?.kind === 'again'
      ? last
      : told.toSorted((a, b) => rankOf(a) - rankOf(b) || isOther(a) - isOther(b))[0];
  if (best === undefined) {
    throw new Error('Expected an attempt');
  }
  const attempts = tries
    .filter((one) => one !== best && one.kind !== 'tried')
    .map(({ outcome }) => attemptOf(outcome));
  // Of this run is what at least one attempt had to find out.
  const { reused } = best.outcome;
  return {
    ...qualified(best, told),
    attempts,
    reused: told.every(({ outcome }) => outcome.reused !== null) ? reused : null,
  };
}

/** Best first; of equals one of the cell as it was planned stands, and then the first. */
function rankOf({ outcome }: Try): number {
  const own = outcome.steps.find(({ name }) => name === 'own');
  switch (outcome.state) {
    case 'pass':
      return 0;
    case 'blocked':
      // Nothing failed but for the surroundings; or else it never came to the tests.
      return outcome.reason === 'tests-not-runnable' && (own?.tests?.failing.length ?? 0) > 0
        ? 1
        : 3;
    case 'fail':
    case 'limit':
      return 2;
    default:
      return 4;
  }
}

/** A pass after other outcomes is none that is clean, and says what it is. */
function qualified(best: Try, told: readonly Try[]): CellOutcome {
  const { outcome, job } = best;
  const [first] = told;
  if (outcome.state !== 'pass') {
    return told.length > 1
      ? { ...outcome, message: [outcome.message, ...otherEnvironments(best, told)].join('\n') }
      : outcome;
  }
  const { repair } = job;
  if (repair !== null) {
    const text = `Passes with ${repairTexts[repair]}; without: ${first?.outcome.message ?? ''}`;
    const note = { code: `repair-${repair}`, text: `repaired: ${repairTexts[repair]}`, paths: [] };
    return { ...outcome, reason: 'repaired', message: text, notes: [...outcome.notes, note] };
  }
  const other = told.find(
    (one) =>
      one.outcome.state !== 'pass' &&
      one.outcome.environment !== null &&
      one.outcome.environment === outcome.environment,
  );
  if (other !== undefined) {
    const how =
      told.indexOf(other) < told.indexOf(best)
        ? 'Passed when it was repeated; before'
        : 'Did not pass when it was repeated';
    return { ...outcome, reason: 'flaky', message: `${how}: ${firstLine(other.outcome)}` };
  }
  return first === undefined || first === best
    ? outcome
    : {
        ...outcome,
        reason: 'older-environment',
        message: `Passes with ${rungOf(job)}; with ${rungOf(first.job)}: ${first.outcome.message}`,
      };
}

/** What was repeated to the same end is told once. */
function otherEnvironments(best: Try, told: readonly Try[]): ReadonlySet<string> {
  const others = told.filter((one) => rungOf(one.job) !== rungOf(best.job));
  return new Set(
    others.map(
      (one) => `With ${rungOf(one.job)}: ${one.outcome.reason}, ${firstLine(one.outcome)}`,
    ),
  );
}

function rungOf(job: CellJob): string {
  return job.repair !== null
    ? repairTexts[job.repair]
    : rungTexts[ownStepOf(job)?.tests.rung ?? 'declared'];
}

function firstLine({ message, reason }: CellOutcome): string {
  return message.split('\n')[0] ?? reason;
}
