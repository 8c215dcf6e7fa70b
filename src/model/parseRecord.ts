import type { Reader } from '../lib/shape.ts';
import {
  amount,
  asObject,
  dictionary,
  fail,
  flag,
  list,
  nullable,
  object,
  oneOf,
  text,
} from '../lib/shape.ts';
import { SpipError } from '../lib/spipError.ts';
import type { DoorsRecord } from './doors.ts';
import type { TestsRecord } from './ownTests.ts';
import type { CellHead, CellOutcome, CellRecord, RunRecord, StepRecord } from './record.ts';
import { recordVersion, stepNames } from './record.ts';
import type { CellState, Verdict } from './verdict.ts';
import { reasonsByState } from './verdict.ts';

/**
 * The record of a run from JSON that anybody may have written; that of an earlier version is brought up to date.
 *
 * @throws SpipError `disk` with the place of what does not fit, or for a version that this spip does not know
 */
export function parseRecord(value: unknown): RunRecord {
  const given = asObject(value, '$');
  const version = given['schema_version'];
  const cells = list((cell, place) => parseCell(cell, place, version))(given['cells'], '$.cells');
  const run = withDoors(asObject(given['run'], '$.run'), version);
  return { ...runFields({ ...given, run, schema_version: recordVersion, cells: [] }, '$'), cells };
}

/** One cell of a record of a version. */
export function parseCell(value: unknown, place: string, version: unknown): CellRecord {
  const migrate = migrations.get(version);
  if (migrate === undefined) {
    throw new SpipError(
      'disk',
      `Expected a record of version ${recordVersion} or older, found \`${String(version)}\``,
      { hint: 'a newer spip wrote it: use that one' },
    );
  }
  const given = migrate(asObject(value, place));
  const { id, package: name, requested, extras, version: release, axes, tools, python } = given;
  const head = { id, package: name, requested, extras, version: release, axes, tools, python };
  return {
    ...headFields({ ...head, interpreter: given['interpreter'] }, place),
    ...parseOutcome(without(given, [...Object.keys(head), 'interpreter']), place),
  };
}

/**
 * What came of a cell, in the present version.
 *
 * @internal
 */
export const parseOutcome: Reader<CellOutcome> = (value, place) => {
  const { state, reason, ...rest } = asObject(value, place);
  return { ...verdict({ state, reason }, place), ...outcomeFields(rest, place) };
};

type Members = Readonly<Record<string, unknown>>;

const migrations: ReadonlyMap<unknown, (cell: Members) => Members> = new Map([
  [1, (cell) => fromVersion4(fromVersion3(fromVersion2(fromVersion1(cell))))],
  [2, (cell) => fromVersion4(fromVersion3(fromVersion2(cell)))],
  [3, (cell) => fromVersion4(fromVersion3(cell))],
  [4, fromVersion4],
  // What version 6 brought is a reason more.
  [5, (cell) => cell],
  [recordVersion, (cell) => cell],
]);

/** Version 1 had two members that were always empty: `reused` of cells and `tests` of steps. */
function fromVersion1(cell: Members): Members {
  return {
    ...eachStep(without(cell, ['reused']), (step) => without(step, ['tests'])),
    // Then each of them was an axis.
    tools: [],
  };
}

/** Up to version 2 no step knew its tests. */
function fromVersion2(cell: Members): Members {
  return eachStep(cell, (step) => ({ ...step, tests: null }));
}

/** Up to version 3 only the largest process was measured. */
function fromVersion3(cell: Members): Members {
  return eachStep(cell, (step) => {
    const { resources } = step;
    return resources === null
      ? step
      : {
          ...step,
          resources: {
            ...asObject(resources, '$.resources'),
            memory_bytes: null,
            disk_bytes: null,
          },
        };
  });
}

/** Up to version 4 every cell ran. */
function fromVersion4(cell: Members): Members {
  return { ...cell, reused: null };
}

/** Another form of each step of a cell, those of its attempts too. */
function eachStep(cell: Members, change: (step: Members) => Members): Members {
  const steps: Reader<readonly Members[]> = list((step, place) => change(asObject(step, place)));
  return {
    ...cell,
    steps: steps(cell['steps'], '$.steps'),
    attempts: list((attempt, place) => {
      const given = asObject(attempt, place);
      return { ...given, steps: steps(given['steps'], `${place}.steps`) };
    })(cell['attempts'], '$.attempts'),
  };
}

function without(members: Members, names: readonly string[]): Members {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}

const verdict: Reader<Verdict> = (value, place) => {
  const { state, reason } = asObject(value, place);
  const known = oneOf(...states)(state, `${place}.state`);
  const reasons: readonly string[] = reasonsByState[known];
  return typeof reason === 'string' && reasons.includes(reason)
    ? ({ state: known, reason } as Verdict)
    : fail(`${place}.reason`, `a reason of \`${known}\``, reason);
};

const states = Object.keys(reasonsByState) as readonly CellState[];
const allReasons = Object.values(reasonsByState).flat();

/** How many tests of a release ended in which way. */
export const testCounts = object({
  passed: amount,
  failed: amount,
  errors: amount,
  skipped: amount,
  xfailed: amount,
  xpassed: amount,
});

const tests: Reader<TestsRecord> = object({
  runner: oneOf('pytest', 'unittest'),
  rule: text,
  from: oneOf('wheel', 'sdist', 'checkout', 'git'),
  paths: list(text),
  environment: oneOf('declared', 'unpinned', 'as-of-release', 'older-pytest'),
  requirements: object({ source: text, asked: list(text), left_out: list(text) }),
  counts: testCounts,
  failing: list(
    object({
      test: text,
      kind: oneOf('failed', 'error', 'collection'),
      exception: text,
      message: text,
      cause: nullable(
        oneOf(
          'network',
          'read-only',
          'privileges',
          'python-build',
          'missing-module',
          'missing-fixture',
          'other-runner',
          'absent-file',
          'hidden-file',
        ),
      ),
    }),
  ),
  more_failing: amount,
  skips: list(object({ reason: text, count: amount })),
});

const step: Reader<StepRecord> = object({
  name: oneOf(...stepNames),
  state: oneOf('pass', 'fail', 'no-tests', 'limit', 'skipped', 'error'),
  reason: nullable(oneOf(...allReasons)),
  exit_status: nullable(amount),
  signal: nullable(text),
  seconds: amount,
  log: nullable(text),
  resources: nullable(
    object({
      cpu_seconds: amount,
      max_rss_bytes: amount,
      memory_bytes: nullable(amount),
      disk_bytes: nullable(amount),
    }),
  ),
  tests: nullable(tests),
});

const attemptFields = object({ message: text, seconds: amount, steps: list(step) });

const outcomeFields = object({
  message: text,
  hint: nullable(text),
  seconds: amount,
  environment: nullable(text),
  packages: list(object({ name: text, version: text, file: text, sha256: text, built: flag })),
  attempts: list((value, place) => {
    const { state, reason, ...rest } = asObject(value, place);
    return { ...verdict({ state, reason }, place), ...attemptFields(rest, place) };
  }),
  notes: list(object({ code: text, text, paths: list(text) })),
  steps: list(step),
  reused: nullable(object({ run: text, decided: text })),
});

/**
 * An interpreter, as records and events have it.
 *
 * @internal
 */
export const interpreterMembers = {
  path: text,
  implementation: text,
  version: text,
  abiflags: text,
  build: text,
};

const headFields: Reader<CellHead> = object({
  id: text,
  package: text,
  requested: text,
  extras: list(text),
  version: text,
  axes: dictionary(text),
  tools: list(text),
  python: text,
  interpreter: object(interpreterMembers),
});

/** What cells had of the machine, as records and events have it. */
export const doors: Reader<DoorsRecord> = object({
  network: oneOf('none', 'loopback', 'host'),
  variables: list(text),
  mounts: list(text),
});

/** Up to version 3 none was open. */
function withDoors(run: Members, version: unknown): Members {
  return Number(version) > 3 ? run : { ...run, doors: closedDoors(run['sandbox']) };
}

/** What cells had before any door could be opened. */
export function closedDoors(sandbox: unknown): DoorsRecord {
  return { network: sandbox === 'none' ? 'host' : 'loopback', variables: [], mounts: [] };
}

const runFields = object({
  schema_version: oneOf(recordVersion),
  spip: text,
  run: object({
    id: text,
    started: text,
    seconds: amount,
    jobs: amount,
    sandbox: oneOf('bubblewrap', 'none'),
    doors,
    platform: text,
    exit_status: nullable(amount),
  }),
  cells: list((value, place): never => fail(place, 'no cell', value)),
});
