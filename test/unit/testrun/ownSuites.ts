import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bareProcesses } from '../../../src/process/isolation/bareProcesses.ts';
import type { Isolation } from '../../../src/process/isolation/isolation.ts';
import type { StepResult } from '../../../src/testrun/stepResult.ts';
import { runSteps } from '../../../src/testrun/runSteps.ts';
import type { OwnTests } from '../../../src/testrun/testPlan.ts';
import { plainOwnTests } from '../../support/plainOwnTests.ts';
import type { BasePython } from '../../support/pythonEnv.ts';
import { CellRigs } from './cellRig.ts';

const own: OwnTests = {
  ...plainOwnTests,
  runner: 'unittest',
  fallback: false,
  paths: ['checks'],
  targets: ['checks'],
};

interface Around {
  readonly installed?: Readonly<Record<string, string>>;
  readonly isolation?: Isolation;
}

/** Files of own tests, each set of them in a cell of its own. */
export class OwnSuites {
  readonly #rigs: CellRigs;

  private constructor(rigs: CellRigs) {
    this.#rigs = rigs;
  }

  static async open(): Promise<OwnSuites> {
    return new OwnSuites(await CellRigs.open());
  }

  get isolation(): Isolation {
    return this.#rigs.isolation;
  }

  get python(): BasePython {
    return this.#rigs.python;
  }

  /** The newest Python 3, and Python 2 where there is one: it has no types of its own for what is missing. */
  pythons(): readonly BasePython[] {
    const { python, pythons } = this.#rigs;
    return [python, ...pythons.filter(({ version }) => version.startsWith('2.'))];
  }

  /** What such files in the working folder come to, with such modules installed. */
  async stepOf(
    python: BasePython,
    files: Readonly<Record<string, string>>,
    { installed = {}, isolation = bareProcesses, ...more }: Partial<OwnTests> & Around = {},
  ): Promise<StepResult | undefined> {
    const plan = await this.#rigs.cell(installed, {}, python);
    const names = Object.keys(files);
    const folder = join(plan.runFolder, 'files');
    await mkdir(folder);
    const pathOf = (name: string): string => join(folder, String(names.indexOf(name)));
    for (const name of names) {
      await writeFile(pathOf(name), files[name] ?? '');
    }
    const placed = names.map((name) => ({ path: pathOf(name), name }));
    const steps = await runSteps({
      ...plan,
      own: { ...own, files: placed, readOnly: [folder], ...more },
      python: { ...python, lacks: ['_absent', 'missing', 'lost'] },
      isolation,
    });
    return steps.find(({ name }) => name === 'own');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rigs[Symbol.asyncDispose]();
  }
}
