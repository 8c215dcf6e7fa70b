// A small run for the reports: cells from one line each.
import type { Pane } from '../../../src/model/context.ts';
import type { TestsRecord } from '../../../src/model/ownTests.ts';
import type { CellHead, CellOutcome, CellRecord, StepRecord } from '../../../src/model/record.ts';
import { cellId, recordVersion } from '../../../src/model/record.ts';
import type { RunEvent, RunStarted } from '../../../src/model/runEvent.ts';
import { listCells } from '../../../src/model/runFold.ts';
import type { PackageSelection, RunInfo } from '../../../src/model/runInfo.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import type { RunReport } from '../../../src/report/runReport.ts';

export const run: RunInfo = {
  id: 'k3f9a1b2',
  started: '2026-11-24T08:00:00.000Z',
  jobs: 8,
  sandbox: 'bubblewrap',
  doors: { network: 'loopback', variables: [], mounts: [] },
  platform: 'linux-x86_64',
  folder: '/data/runs/k3f9a1b2',
};

/** `cell('colorama 0.4.6 3.11 axis=value')` */
export function cell(text: string): CellHead {
  const [name = '', version = '', python = '', ...axes] = text.split(' ');
  const parts = {
    package: name,
    version,
    python,
    axes: Object.fromEntries(axes.map((axis) => axis.split('=') as [string, string])),
  };
  const free = python.endsWith('t');
  return {
    id: cellId(parts),
    package: name,
    requested: name,
    extras: [],
    version,
    axes: parts.axes,
    tools: [],
    python,
    interpreter: {
      path: `/usr/bin/python${python}`,
      implementation: python.startsWith('pypy') ? 'pypy' : 'cpython',
      version: `${python.replace(/^pypy|t$/g, '')}.7`,
      abiflags: free ? 't' : '',
      build: Buffer.from(python).toString('hex').padEnd(64, 'b'),
    },
  };
}

export function outcome(
  verdict: Verdict = { state: 'pass', reason: 'clean' },
  more: Partial<Omit<CellOutcome, 'state' | 'reason'>> = {},
): CellOutcome {
  return {
    ...verdict,
    message: '',
    hint: null,
    seconds: 0.41,
    environment: 'e'.repeat(40),
    packages: [],
    attempts: [],
    notes: [],
    steps: [],
    reused: null,
    ...more,
  };
}

export function result(text: string, ...given: Parameters<typeof outcome>): CellRecord {
  return { ...cell(text), ...outcome(...given) };
}

export function step(name: StepRecord['name'], more: Partial<StepRecord> = {}): StepRecord {
  return {
    name,
    state: 'pass',
    reason: null,
    exit_status: 0,
    signal: null,
    seconds: 0.1,
    log: null,
    resources: null,
    tests: null,
    ...more,
  };
}

/** What a step knows of its tests. */
export function testsRecord(more: Partial<TestsRecord> = {}): TestsRecord {
  return {
    runner: 'pytest',
    rule: 'test-folder',
    from: 'sdist',
    paths: ['tests'],
    environment: 'declared',
    requirements: { source: '', asked: ['pytest'], left_out: [] },
    counts: { passed: 1, failed: 0, errors: 0, skipped: 0, xfailed: 0, xpassed: 0 },
    failing: [],
    more_failing: 0,
    skips: [],
    ...more,
  };
}

/** The first event of a run of these cells. */
export function startedEvent(
  cells: readonly CellHead[],
  decided: readonly CellRecord[] = [],
  info: Partial<RunInfo> = {},
): RunStarted {
  const heads = [...cells, ...decided].map(headOf);
  return {
    kind: 'run-started',
    schema_version: recordVersion,
    spip: '0.1.0',
    run: { ...run, ...info },
    ...listCells(heads, selectionsOf(heads)),
    decided: decided.map((record) => ({ cell: record.id, outcome: outcomeOf(record) })),
  };
}

/** As if there were nine releases of everything. */
function selectionsOf(heads: readonly CellHead[]): readonly PackageSelection[] {
  return [...Map.groupBy(heads, (head) => head.package)].map(([name, own]) => ({
    package: name,
    requested: own[0]?.requested ?? name,
    versions: [...new Set(own.map(({ version }) => version))],
    available: 9,
  }));
}

/** What was said of a cell when it ended. */
export function finishedEvent(record: CellRecord): Extract<RunEvent, { kind: 'cell-finished' }> {
  return { kind: 'cell-finished', cell: record.id, outcome: outcomeOf(record) };
}

function headOf(record: CellHead): CellHead {
  const { id, package: name, requested, extras, version, axes, tools, python } = record;
  const { interpreter } = record;
  return { id, package: name, requested, extras, version, axes, tools, python, interpreter };
}

function outcomeOf(record: CellRecord): CellOutcome {
  const { message, hint, seconds, environment, packages, attempts, notes, steps } = record;
  const verdict = { state: record.state, reason: record.reason } as Verdict;
  return outcome(verdict, {
    message,
    hint,
    seconds,
    environment,
    packages,
    attempts,
    notes,
    steps,
  });
}

export function reportOf(
  results: readonly CellRecord[],
  available: Readonly<Record<string, number>>,
  info: Partial<RunInfo & { readonly exitStatus: number | null }> = {},
): RunReport {
  return {
    record: {
      schema_version: recordVersion,
      spip: '0.1.0',
      run: {
        id: run.id,
        started: run.started,
        seconds: 1.2,
        jobs: info.jobs ?? run.jobs,
        sandbox: info.sandbox ?? run.sandbox,
        doors: run.doors,
        platform: run.platform,
        exit_status: info.exitStatus === undefined ? 0 : info.exitStatus,
      },
      cells: results,
    },
    selections: Object.entries(available).map(([name, count]) => ({
      package: name,
      requested: name,
      versions: [
        ...new Set(results.filter((one) => one.package === name).map((one) => one.version)),
      ],
      available: count,
    })),
    folder: run.folder,
  };
}

export interface FakePane extends Pane {
  readonly writes: string[];
}

export function fakePane(more: Partial<Pane> = {}): FakePane {
  const writes: string[] = [];
  return {
    live: false,
    color: false,
    unicode: true,
    columns: () => 80,
    rows: () => 24,
    write: (text) => {
      writes.push(text);
    },
    writes,
    ...more,
  };
}
