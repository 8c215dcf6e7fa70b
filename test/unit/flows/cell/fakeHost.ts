// A world for one cell in which nothing happens but what a test says; a port that it does not expect throws.
import type { Distribution } from '../../../../src/envs/lockText.ts';
import type { CellHost, CellPlace } from '../../../../src/flows/cell/cellHost.ts';
import type { ComposedEnvironment } from '../../../../src/flows/cell/composeEnvironment.ts';
import type { CellJob } from '../../../../src/model/cellJob.ts';
import { nothingAround } from '../../../../src/model/cellJob.ts';
import type { StepResult } from '../../../../src/testrun/stepResult.ts';
import { foldersOfCell } from '../../../../src/process/isolation/cellFolders.ts';
import { defaultLimits } from '../../../../src/testrun/testPlan.ts';
import { stepResult } from '../../../../src/testrun/stepResult.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';

export const job: CellJob = {
  id: 'six==1.0@3.11',
  slug: 'c1',
  underTest: 'six',
  extras: [],
  python: '3.11',
  interpreterBuild: 'b'.repeat(64),
  roots: ['six==1.0'],
  beside: [],
  tools: [],
  strategy: null,
  imported: [],
  around: nothingAround,
  repair: null,
  asOf: null,
  steps: [{ name: 'install' }, { name: 'import' }],
  limits: defaultLimits,
  isolation: 'bubblewrap',
  doors: { network: 'loopback', variables: {}, mounts: [] },
};

const file = {
  filename: 'six-1.0-py3-none-any.whl',
  kind: 'wheel',
  url: 'https://index/six-1.0-py3-none-any.whl',
  sha256: 'a'.repeat(64),
  size: 10,
  requiresPython: undefined,
  uploadTime: undefined,
  yanked: false,
  metadata: false,
  index: 'https://index',
} as const;

export const distribution: Distribution = {
  locked: { name: 'six', version: '1.0', file, extras: [], requires: [] },
  wheel: {
    sha256: 'a'.repeat(64),
    filename: file.filename,
    name: 'six',
    version: '1.0',
    root: '/store/six',
    distInfo: 'six-1.0.dist-info',
    rootIsPurelib: true,
    files: [],
    consoleScripts: [],
    guiScripts: [],
    notes: [{ code: 'wheel', text: 'of the wheel', paths: [] }],
  },
};

export const environment: ComposedEnvironment = {
  commit: 'c'.repeat(40),
  wheels: [],
  plan: {
    interpreter: madeUpInterpreter({ version: '3.11.7' }),
    files: [],
    notes: [{ code: 'plan', text: 'of the plan', paths: [] }],
    lockText: '',
    manifestText: '',
  },
  bytecode: [],
};

export const place: CellPlace = {
  folders: foldersOfCell('/work/c1'),
  materialised: {
    prefix: '/work/c1/env',
    runtimePrefix: '/cell/env',
    written: new Map(),
    mode: 'hardlink',
    plan: environment.plan,
    bytecode: [],
    notes: [],
  },
};

export const passed: readonly StepResult[] = [
  stepResult('install', undefined, { seconds: 1 }),
  stepResult('import', undefined, { seconds: 2, log: 'logs/c1.import.log' }),
];

export interface Watched {
  readonly host: CellHost;
  /** Which ports were called, and what the teardown undid. */
  readonly calls: string[];
}

/** Every port does the least that lets a cell pass; `ports` replaces some. */
export function fakeHost(ports: Partial<CellHost> = {}): Watched {
  const calls: string[] = [];
  let now = 0;
  const host: CellHost = {
    clock: { elapsed: () => (now += 1) },
    phase: (_, phase) => void calls.push(phase),
    resolve: () =>
      Promise.resolve({
        lock: { packages: [] },
        notes: [{ code: 'set', text: 'of the set', paths: [] }],
      }),
    known: () => Promise.resolve(undefined),
    remember: (_job, _key, outcome) => Promise.resolve(outcome),
    fetch: () => Promise.resolve([distribution]),
    lacking: () => Promise.resolve([]),
    compose: () => Promise.resolve(environment),
    inTurn: (task) => task(),
    place: (_job, _environment, teardown) => {
      teardown.register(() => Promise.resolve(void calls.push('(worktree removed)')));
      return Promise.resolve(place);
    },
    slot: {
      enter: () => Promise.resolve(void calls.push('(enter)')),
      leave: () => void calls.push('(leave)'),
    },
    test: async ({ turn }) => {
      calls.push('(supervisor)');
      await turn();
      return { steps: passed, notes: [] };
    },
    keep: () => Promise.resolve([]),
    stopsRun: () => false,
    lost: () => undefined,
    keepLog: (_job, log) => Promise.resolve(`logs/${log.split('/').at(-1) ?? ''}`),
    ...ports,
  };
  return { host, calls };
}
