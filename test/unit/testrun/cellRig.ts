import { nothingAround } from '../../../src/model/cellJob.ts';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { probeSandbox } from '../../../src/process/isolation/probeSandbox.ts';
import type { CustomTest } from '../../../src/model/cellJob.ts';
import { bareProcesses } from '../../../src/process/isolation/bareProcesses.ts';
import type { Isolation } from '../../../src/process/isolation/isolation.ts';
import { foldersOfCell } from '../../../src/process/isolation/cellFolders.ts';
import type { StepResult } from '../../../src/testrun/stepResult.ts';
import { type TestPlan, defaultLimits } from '../../../src/testrun/testPlan.ts';
import { type BasePython, findBasePythons, makePythonEnv } from '../../support/pythonEnv.ts';

/** Cells in folders of their own, each with an environment that a test fills with modules. */
export class CellRigs {
  readonly root: string;
  readonly pythons: readonly BasePython[];
  readonly isolation: Isolation;
  #count = 0;

  private constructor(root: string, pythons: readonly BasePython[], isolation: Isolation) {
    this.root = root;
    this.pythons = pythons;
    this.isolation = isolation;
  }

  static async open(): Promise<CellRigs> {
    const root = await mkdtemp(join(tmpdir(), 'spip-'));
    const probe = await probeSandbox(process.env, join(root, 'probe'));
    return new CellRigs(
      root,
      await findBasePythons(),
      probe.works ? probe.isolation : bareProcesses,
    );
  }

  get python(): BasePython {
    const python = this.pythons.find((one) => one.version.startsWith('3.'));
    if (python === undefined) {
      throw new Error('These tests need a Python 3');
    }
    return python;
  }

  /** Writes `files` into site-packages, or where a name begins with `/` into the cell's cwd. */
  async cell(
    files: Readonly<Record<string, string>>,
    more: Partial<TestPlan> = {},
    python: BasePython = this.python,
  ): Promise<TestPlan> {
    this.#count += 1;
    const run = join(this.root, String(this.#count));
    const cell = join(run, 'cell');
    const folders = foldersOfCell(cell);
    await Promise.all(Object.values(folders).map((path) => mkdir(path, { recursive: true })));
    await writeFile(join(cell, '.git'), 'gitdir: /ledger\n');
    const site = await makePythonEnv(python, folders.env);
    for (const [name, text] of Object.entries(files)) {
      const path = name.startsWith('/') ? join(folders.cwd, name) : join(site, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    const modules = Object.keys(files)
      .filter((name) => /^\w+\.py$/.test(name))
      .map((name) => name.slice(0, -3));
    return {
      imports: true,
      layered: false,
      covers: [],
      id: `thing==1.0@${python.version}`,
      slug: 'thing-1',
      python,
      problems: [],
      installSeconds: 0,
      modules,
      extraFor: async () => await Promise.resolve(undefined),
      custom: undefined,
      around: nothingAround,
      repair: null,
      limits: defaultLimits,
      isolation: this.isolation,
      doors: { network: 'loopback', variables: {}, mounts: [] },
      folders,
      tools: undefined,
      share: 1,
      runFolder: run,
      logsFolder: join(run, 'logs'),
      signal: new AbortController().signal,
      ...more,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Each step as `name state reason: message`. */
export function summary(steps: readonly StepResult[]): readonly string[] {
  return steps.map((step) =>
    [step.name, step.state, step.verdict?.reason ?? '-', step.message].join(' ').trim(),
  );
}

export function commandTest(text: string): CustomTest {
  return { kind: 'command', text, files: [], follow: {} };
}
