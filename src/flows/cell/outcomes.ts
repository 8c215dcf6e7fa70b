import type { Distribution } from '../../envs/lockText.ts';
import type { StopReason } from '../../model/cancelled.ts';
import type { StepResult } from '../../testrun/stepResult.ts';
import type {
  AttemptRecord,
  CellOutcome,
  InstalledPackage,
  StepRecord,
} from '../../model/record.ts';
import { milliseconds, unstartedOutcome } from '../../model/record.ts';
import type { Note } from '../../model/storedWheel.ts';
import type { Verdict } from '../../model/verdict.ts';
import { stepResult } from '../../testrun/stepResult.ts';
import { decidingStep, verdictOf } from '../../testrun/verdictOf.ts';

/** What came of a cell whose steps ran. */
export function testedOutcome(
  steps: readonly StepResult[],
  known: {
    readonly seconds: number;
    readonly environment: string;
    readonly distributions: readonly Distribution[];
    readonly notes: readonly Note[];
  },
): CellOutcome {
  const deciding = decidingStep(steps);
  return {
    ...verdictOf(steps),
    message: deciding?.message ?? '',
    hint: deciding?.hint ?? null,
    seconds: milliseconds(known.seconds),
    environment: known.environment,
    packages: known.distributions.map(installedPackage),
    attempts: [],
    notes: distinct([...known.notes, ...steps.flatMap(({ notes }) => notes)]),
    steps: steps.map(stepRecord),
    reused: null,
  };
}

/** What came of a cell that a failure ended: its step `install` says whether that was before its tests. */
export function failedOutcome(failure: {
  readonly verdict: Verdict;
  readonly message: string;
  readonly hint: string | undefined;
  readonly seconds: number;
  /** How long it took to get ready; `undefined`: it never was. */
  readonly readySeconds: number | undefined;
  /** Relative to the run's folder. */
  readonly log: string | undefined;
}): CellOutcome {
  const { verdict, message, hint = null, seconds, readySeconds, log } = failure;
  const step =
    readySeconds === undefined
      ? stepResult('install', verdict, { message, seconds, log })
      : stepResult('install', undefined, { seconds: readySeconds });
  return {
    ...unstartedOutcome(verdict, message),
    hint,
    seconds: milliseconds(seconds),
    steps: [stepRecord(step)],
  };
}

/** What came of a cell that was stopped before it tested, or while it did. */
export function cancelledOutcome(
  reason: StopReason,
  { tested, seconds }: { readonly tested: boolean; readonly seconds: number },
): CellOutcome {
  return {
    ...unstartedOutcome(
      { state: 'cancelled', reason },
      tested ? 'Stopped while it ran' : notRun[reason],
    ),
    seconds: milliseconds(seconds),
  };
}

const notRun: Readonly<Record<StopReason, string>> = {
  interrupted: 'Not run: interrupted',
  'fail-fast': 'Not run: an earlier cell did not pass and `--fail-fast` was given',
};

/** What stands for a cell until it has ended: what remains if the run is killed. */
export const plannedOutcome: CellOutcome = unstartedOutcome(
  { state: 'cancelled', reason: 'interrupted' },
  'The run ended before this cell did',
);

/** An outcome that is none any more, because the cell runs again. */
export function attemptOf({ message, seconds, steps, ...outcome }: CellOutcome): AttemptRecord {
  const { state, reason } = outcome;
  return { ...({ state, reason } as Verdict), message, seconds, steps };
}

function stepRecord(step: StepResult): StepRecord {
  const { resources } = step;
  return {
    name: step.name,
    state: step.state,
    reason: step.verdict?.reason ?? null,
    exit_status: step.exitStatus ?? null,
    signal: step.signal ?? null,
    seconds: milliseconds(step.seconds),
    log: step.log ?? null,
    resources:
      resources === undefined
        ? null
        : {
            cpu_seconds: milliseconds(resources.cpuSeconds),
            max_rss_bytes: resources.maxRssBytes,
            memory_bytes: resources.memoryBytes ?? null,
            disk_bytes: resources.diskBytes ?? null,
          },
    tests: step.tests ?? null,
  };
}

function installedPackage({ locked, wheel, built }: Distribution): InstalledPackage {
  return {
    name: locked.name,
    version: locked.version,
    file: locked.file.filename,
    sha256: built?.sdistSha256 ?? wheel.sha256,
    built: built !== undefined,
  };
}

// Steps and cells may carry the same note.
function distinct(notes: readonly Note[]): readonly Note[] {
  const plain = notes.map(withinBounds);
  return [...new Map(plain.map((note) => [JSON.stringify(note), note])).values()];
}

/** In characters. */
const longestText = 2000;
const mostPaths = 1000;

/** What a release says, or has changed, may be a million times as much as anybody reads. */
function withinBounds({ code, text, paths }: Note): Note {
  const shown = text.length > longestText ? `${text.slice(0, longestText)}...` : text;
  const more = paths.length - mostPaths;
  return more > 0
    ? { code, text: `${shown}, and ${more} more`, paths: paths.slice(0, mostPaths) }
    : { code, text: shown, paths };
}
