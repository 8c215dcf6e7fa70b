import { join } from 'node:path';
import { extractSdist } from '../../archive/extractSdist.ts';
import { unfinishedPath } from '../../cache/runFolders.ts';
import type { Distribution } from '../../envs/lockText.ts';
import { exists } from '../../lib/files/exists.ts';
import { OnceMap } from '../../lib/onceMap.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { CellJob, CustomTest, StepRequest } from '../../model/cellJob.ts';
import type { CheckoutTests } from '../../model/checkoutTests.ts';
import type { DistFile } from '../../model/distFile.ts';
import { isWithin } from '../../owntests/installableFiles.ts';
import { readProjectConfig } from '../../owntests/projectConfig.ts';
import type { ProjectConfig } from '../../owntests/projectConfig.ts';
import { testFileMatcher } from '../../owntests/testFiles.ts';
import { pathInSitePackages } from '../../pep/wheelModule.ts';
import type { OwnTests } from '../../testrun/testPlan.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { coverOf } from '../suites/coverOf.ts';
import { readSourceTree } from '../suites/readSourceTree.ts';
import type { DiskTree } from '../suites/readSourceTree.ts';
import { checkoutFiles } from './checkoutFiles.ts';
import type { CheckoutFiles } from './checkoutFiles.ts';

/** The tests of a checkout as a cell runs them: by a runner that counts, or a command. */
export interface CheckoutSuite {
  readonly own: OwnTests | undefined;
  readonly custom: CustomTest | undefined;
  /** Folders below the working folder with copies of installed packages. */
  readonly copies: readonly string[];
  /** Modules that must not come from the tree, beside those that are installed. */
  readonly modules: readonly string[];
}

/** The step of a job that runs the tests of its source tree. */
export function checkoutStepOf({
  steps,
}: Pick<CellJob, 'steps'>): Extract<StepRequest, { readonly name: 'checkout' }> | undefined {
  return steps.find((step) => step.name === 'checkout');
}

interface Unpacked {
  readonly tree: DiskTree;
  readonly config: ProjectConfig;
}

/** The source trees under test: each is unpacked once a run. */
export class Checkouts {
  readonly #facilities: Pick<Facilities, 'store' | 'fetch' | 'temporary'>;
  readonly #trees = new OnceMap<string, Unpacked>();

  constructor(facilities: Pick<Facilities, 'store' | 'fetch' | 'temporary'>) {
    this.#facilities = facilities;
  }

  /**
   * The tests around what a cell has installed.
   *
   * @throws errors of the store; SpipError `bad-archive`, and `install-failed` for a wheel without the modules of its tree
   */
  async find(
    tests: CheckoutTests,
    cell: {
      readonly tested: Distribution;
      /** All that is installed. */
      readonly distributions: readonly Distribution[];
      /** The modules that the wheel installs. */
      readonly modules: readonly string[];
      /** Requirements of the tests. */
      readonly asked: readonly string[];
      /** How many cores the cell may count as its own. */
      readonly share: number;
    },
  ): Promise<CheckoutSuite> {
    const { tree, config } = await this.#unpacked(tests.sdist);
    const { wheel, locked } = cell.tested;
    const installed = wheel.files.flatMap(({ path }) => pathInSitePackages(path) ?? []);
    const { name } = locked;
    const files = tree.files.filter((path) => !isWithin(path, '.git'));
    const found = checkoutFiles({ name, installed, files, config, args: tests.args });
    if (cell.modules.length === 0 && found.modules.length > 0) {
      const missing = found.modules.map((module) => `\`${module}\``).join(', ');
      throw new SpipError('install-failed', `Expected ${missing} in \`${wheel.filename}\``, {
        hint: 'the wheel that the project builds has no module: look at what its `pyproject.toml` or `setup.py` names as packages',
      });
    }
    const lays = filesOf(found, tree, wheel.root);
    const copies = found.overlaid.map(({ path }) => path);
    const common = { copies, modules: found.modules };
    const hasPytest = cell.distributions.some((each) => each.locked.name === 'pytest');
    return tests.command === null
      ? {
          ...common,
          custom: undefined,
          own: ownTests({ tests, hasPytest, config, found, lays, ...cell }),
        }
      : {
          ...common,
          own: undefined,
          custom: {
            kind: 'command',
            text: tests.command,
            tests: '.',
            files: lays.files,
            follow: {},
          },
        };
  }

  async #unpacked(sdist: DistFile): Promise<Unpacked> {
    const { store, fetch, temporary } = this.#facilities;
    return this.#trees.get(sdist.url, async () => {
      const { path } = await store.sdist(sdist, fetch);
      const destination = unfinishedPath(temporary);
      const { root } = await extractSdist({ path, filename: sdist.filename, destination });
      const tree = readSourceTree(root);
      return { tree, config: readProjectConfig(tree) };
    });
  }
}

type Lays = Pick<OwnTests, 'files' | 'readOnly'>;

/** What is copied into the working folder: copies of what is installed first, the tests lie over them. */
function filesOf(
  { placed, overlaid }: CheckoutFiles,
  { root, files }: DiskTree,
  site: string,
): Lays {
  const copied = overlaid.filter(({ name }) => exists(join(site, name)));
  return {
    files: [
      ...copied.map(({ name, path }) => ({ path: join(site, name), name: path })),
      ...coverOf(placed, files).map((path) => ({ path: join(root, path), name: path })),
    ],
    readOnly: [root, ...(copied.length > 0 ? [site] : [])],
  };
}

function ownTests({
  tests,
  hasPytest,
  config,
  found,
  lays,
  share,
  asked,
}: {
  readonly tests: CheckoutTests;
  readonly hasPytest: boolean;
  readonly config: ProjectConfig;
  readonly found: CheckoutFiles;
  readonly lays: Lays;
  readonly share: number;
  readonly asked: readonly string[];
}): OwnTests {
  return {
    runner: hasPytest ? 'pytest' : 'unittest',
    fallback: false,
    rule: 'checkout',
    from: 'checkout',
    paths: ['.'],
    targets: hasPytest || tests.args.length > 0 ? [] : unittestTargets(found, config),
    ...lays,
    notPlaced: [],
    copies: found.overlaid.map(({ path }) => path),
    args: tests.args,
    // As many as the cell has cores, and not as many as the machine has.
    env: { PYTEST_XDIST_AUTO_NUM_WORKERS: String(share) },
    config: config.pytest?.file,
    // A fixture that is missing may be the tree's own to bring.
    pytestTie: 'plugin',
    configured: [],
    guarded: [],
    environment: 'declared',
    requirements: { source: tests.source, asked, left_out: [] },
  };
}

/** Folders that `unittest discover` starts from: those of tests, else the root. */
function unittestTargets({ placed }: CheckoutFiles, config: ProjectConfig): readonly string[] {
  const tests = placed.filter(testFileMatcher(config));
  const folders = tests.flatMap((path) => {
    const parts = path.split('/');
    const at = parts.findIndex((part) => /^_?tests?$|^testing$/.test(part));
    return at === -1 || at === parts.length - 1 ? [] : [parts.slice(0, at + 1).join('/')];
  });
  return folders.length === 0 ? ['.'] : [...new Set(folders)];
}
