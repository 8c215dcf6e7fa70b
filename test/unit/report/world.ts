// A small run for the reports: cells from one line each.
import type { Cell } from '../../../src/model/cell.ts';
import { cellId } from '../../../src/model/cell.ts';
import type { CellResult, StepResult } from '../../../src/model/cellResult.ts';
import type { Pane } from '../../../src/model/context.ts';
import type { Interpreter } from '../../../src/model/interpreter.ts';
import type { RunInfo } from '../../../src/model/runEvent.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { cellRecord, runRecord } from '../../../src/report/record.ts';
import type { RunReport } from '../../../src/report/runReport.ts';

export const run: RunInfo = {
  id: 'k3f9a1b2',
  started: '2026-11-24T08:00:00.000Z',
  jobs: 8,
  sandbox: 'bubblewrap',
  platform: 'linux-x86_64',
  folder: '/data/runs/k3f9a1b2',
};

function interpreter(
  python: string,
  version = `${python.replace(/^pypy|t$/g, '')}.7`,
): Interpreter {
  const implementation = python.startsWith('pypy') ? 'pypy' : 'cpython';
  return {
    executable: `/usr/bin/python${python}`,
    implementation,
    version,
    python,
    abiflags: python.endsWith('t') ? 't' : '',
    freeThreaded: python.endsWith('t'),
    debug: false,
    prerelease: false,
    source: 'PATH',
    basePrefix: '/usr',
    cacheTag: 'cpython-311',
    paths: { purelib: '', platlib: '', scripts: 'bin', include: 'include', data: '' },
    markers: {
      implementation_name: implementation,
      implementation_version: version,
      os_name: 'posix',
      platform_machine: 'x86_64',
      platform_python_implementation: 'CPython',
      platform_release: '6',
      platform_system: 'Linux',
      platform_version: '#1',
      python_full_version: version,
      python_version: version,
      sys_platform: 'linux',
    },
    tags: ['py3-none-any'],
    build: 'b'.repeat(64),
  };
}

/** `cell('colorama 0.4.6 3.11')` */
export function cell(text: string): Cell {
  const [name = '', version = '', python = '', ...axes] = text.split(' ');
  const parts = {
    package: name,
    version,
    interpreter: interpreter(python),
    axes: Object.fromEntries(axes.map((axis) => axis.split('=') as [string, string])),
  };
  return { ...parts, id: cellId(parts), slug: 'c0', requested: name, extras: [] };
}

export function result(
  text: string,
  verdict: Verdict = { state: 'pass', reason: 'clean' },
  more: Partial<CellResult> = {},
): CellResult {
  return {
    cell: cell(text),
    verdict,
    message: '',
    hint: undefined,
    seconds: 0.41,
    environment: 'e'.repeat(40),
    packages: [],
    steps: [],
    notes: [],
    ...more,
  };
}

export function step(name: StepResult['name'], more: Partial<StepResult> = {}): StepResult {
  return {
    name,
    state: 'pass',
    verdict: undefined,
    message: '',
    exitStatus: 0,
    signal: undefined,
    seconds: 0.1,
    log: undefined,
    tests: undefined,
    resources: undefined,
    notes: [],
    ...more,
  };
}

export function reportOf(
  results: readonly CellResult[],
  available: Readonly<Record<string, number>>,
  info: Partial<RunInfo & { readonly exitStatus: number | null }> = {},
): RunReport {
  return {
    record: runRecord(
      { ...run, ...info },
      { spip: '0.1.0', seconds: 1.2, exitStatus: 0, ...info, cells: results.map(cellRecord) },
    ),
    selections: Object.entries(available).map(([name, count]) => ({
      package: name,
      requested: name,
      versions: [
        ...new Set(
          results.filter((one) => one.cell.package === name).map((one) => one.cell.version),
        ),
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
