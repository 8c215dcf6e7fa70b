import type { Reader } from '../../src/lib/shape.ts';
import {
  amount,
  asObject,
  dictionary,
  fail,
  list,
  object,
  oneOf,
  text,
} from '../../src/lib/shape.ts';
import { doors, interpreterMembers, parseOutcome } from '../../src/model/parseRecord.ts';
import type { CellOutcome } from '../../src/model/record.ts';
import { recordVersion } from '../../src/model/record.ts';
import type { CellEnd, RunEvent } from '../../src/model/runEvent.ts';

/** An event with its time: seconds since the first one. */
export interface TimedEvent {
  readonly at: number;
  readonly event: RunEvent;
}

/**
 * One line of `--events`.
 *
 * @throws SpipError `disk` with the place of what does not fit
 */
export function parseEvent(line: string): TimedEvent {
  const { at, ...event } = asObject(JSON.parse(line), '$');
  return { at: amount(at, '$.at'), event: readEvent(event, '$') };
}

const readEvent: Reader<RunEvent> = (value, place) => {
  const { kind } = asObject(value, place);
  const reader = typeof kind === 'string' ? readers.get(kind) : undefined;
  return reader === undefined
    ? fail(`${place}.kind`, 'the kind of an event', kind)
    : reader(value, place);
};

/** Members without a value are left out of events. */
function filled<T>(empty: Readonly<Record<string, unknown>>, reader: Reader<T>): Reader<T> {
  return (value, place) => reader({ ...empty, ...asObject(value, place) }, place);
}

const emptyStep = {
  reason: null,
  exit_status: null,
  signal: null,
  log: null,
  resources: null,
  tests: null,
};

const steps = list((value, place) => {
  const step = { ...emptyStep, ...asObject(value, place) };
  const { resources } = step;
  return resources === null
    ? step
    : {
        ...step,
        resources: { memory_bytes: null, disk_bytes: null, ...asObject(resources, place) },
      };
});

const withSteps: Reader<Readonly<Record<string, unknown>>> = (value, place) => {
  const given = asObject(value, place);
  return { ...given, steps: steps(given['steps'] ?? [], `${place}.steps`) };
};

const attempts = list((value, place) => ({ message: '', ...withSteps(value, place) }));

const notes = list((value, place) => ({ paths: [], ...asObject(value, place) }));

const emptyOutcome = { message: '', hint: null, environment: null, packages: [], reused: null };

const readOutcome: Reader<CellOutcome> = (value, place) => {
  const given = withSteps(value, place);
  return parseOutcome(
    {
      ...emptyOutcome,
      ...given,
      attempts: attempts(given['attempts'] ?? [], `${place}.attempts`),
      notes: notes(given['notes'] ?? [], `${place}.notes`),
    },
    place,
  );
};

const cellEnd: Reader<CellEnd> = object({ cell: text, outcome: readOutcome });

const readers: ReadonlyMap<string, Reader<RunEvent>> = new Map<string, Reader<RunEvent>>([
  [
    'run-started',
    filled(
      { decided: [], cells: [], interpreters: [], selections: [] },
      object({
        kind: oneOf('run-started'),
        schema_version: oneOf(recordVersion),
        spip: text,
        run: object({
          id: text,
          started: text,
          jobs: amount,
          sandbox: oneOf('bubblewrap', 'none'),
          doors: filled({ variables: [], mounts: [] }, doors),
          platform: text,
          folder: text,
        }),
        selections: list(
          object({ package: text, requested: text, versions: list(text), available: amount }),
        ),
        interpreters: list(
          filled({ abiflags: '' }, object({ ...interpreterMembers, python: text })),
        ),
        cells: list(
          filled(
            { extras: [], axes: {}, tools: [] },
            object({
              id: text,
              selection: amount,
              extras: list(text),
              version: text,
              axes: dictionary(text),
              tools: list(text),
              interpreter: amount,
            }),
          ),
        ),
        decided: list(cellEnd),
      }),
    ),
  ],
  ['cell-started', object({ kind: oneOf('cell-started'), cell: text })],
  [
    'cell-phase',
    object({
      kind: oneOf('cell-phase'),
      cell: text,
      phase: oneOf('resolve', 'fetch', 'build', 'compose', 'worktree', 'wait', 'test', 'clean'),
    }),
  ],
  ['cell-finished', object({ kind: oneOf('cell-finished'), cell: text, outcome: readOutcome })],
  ['debug', object({ kind: oneOf('debug'), text })],
  ['draining', object({ kind: oneOf('draining'), running: amount })],
  ['run-finished', object({ kind: oneOf('run-finished'), seconds: amount, exit_status: amount })],
  [
    'warning',
    (value, place) => {
      const { hint, ...rest } = asObject(value, place);
      const warning = object({ kind: oneOf('warning'), text })(rest, place);
      return hint === undefined ? warning : { ...warning, hint: text(hint, `${place}.hint`) };
    },
  ],
]);
