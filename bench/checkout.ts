import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cellsOfRecord } from './cellsOfRecord.ts';
import type { BenchCell } from './contenders.ts';
import { countPythons } from './countPythons.ts';
import { measure, runScript } from './measure.ts';
import type { MeasureOptions } from './measure.ts';
import type { ContenderResult } from './resultTable.ts';
import { resultsOf } from './resultTable.ts';

/** The workload that is no package of the index. */
export const checkoutTitle = 'a checkout on five Pythons, ten tests with pytest';

const pythons = ['3.9', '3.10', '3.11', '3.12', '3.13'];

const files: Readonly<Record<string, string>> = {
  'pyproject.toml': `[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "benched"
version = "1.0"
requires-python = ">=3.9"
classifiers = [${pythons.map((version) => `"Programming Language :: Python :: ${version}"`).join(', ')}]

[dependency-groups]
test = ["pytest"]
`,
  'src/benched/__init__.py': 'NUMBERS = list(range(10))\n',
  'src/benched/edited.py': 'EDITED = 0\n',
  'tests/test_ten.py': `import benched
import pytest


@pytest.mark.parametrize("number", range(10))
def test_one(number):
    assert benched.NUMBERS[number] == number
`,
  '.gitignore': '.tox\n',
};

/** With the very Pythons that spip found: what the name of one means is up to uv else. */
function toxFile(cells: readonly BenchCell[]): string {
  return [
    `env_list = ${JSON.stringify(cells.map((_, index) => `c${index}`))}`,
    '[env_run_base]',
    'package = "wheel"',
    'wheel_build_env = ".pkg"',
    'dependency_groups = ["test"]',
    'pass_env = ["UV_*", "PIP_*"]',
    'commands = [["pytest", "-q"]]',
    '[env.".pkg"]',
    `base_python = ["${cells.at(-1)?.python}"]`,
    ...cells.flatMap(({ python }, index) => [`[env.c${index}]`, `base_python = ["${python}"]`]),
    '',
  ].join('\n');
}

export interface CheckoutOptions extends MeasureOptions {
  readonly spip: readonly string[];
  /** Its absolute path; it finds tox-uv beside it. */
  readonly tox: string;
  readonly index: string;
  readonly jobs: number;
}

/**
 * W8: a maintainer's checkout, warm, with nothing changed and after an edit of a module, by `spip test` and by
 * `tox run-parallel` with tox-uv, whose environments stay from run to run.
 */
export async function runCheckout(options: CheckoutOptions): Promise<readonly ContenderResult[]> {
  const edit = 'date "+EDITED = %s%N" >src/benched/edited.py && ';
  return [
    ...(await inTree('nothing changed', '', options)),
    ...(await inTree('after an edit', edit, options)),
  ];
}

/** In a tree of its own: an edit is a change for whoever runs next. */
async function inTree(
  how: string,
  before: string,
  options: CheckoutOptions,
): Promise<readonly ContenderResult[]> {
  const { work, spip, tox, index, jobs } = options;
  const name = how.replaceAll(' ', '-');
  const ownPlaces = `--index-url ${index} --cache-dir ${work}/spip-cache --data-dir ${work}/spip-data`;
  const spipTest = `${spip.join(' ')} test --jobs ${jobs} ${ownPlaces}`;
  await makeTree(join(work, name), `${spipTest} --json ${work}/record.json`, options);
  const all = [
    { name: 'spip test --no-result-cache', command: `${spipTest} --no-result-cache` },
    { name: 'spip test', command: spipTest },
    {
      name: 'tox run-parallel, tox-uv',
      command: `${tox} run-parallel --quiet --parallel ${jobs}`,
    },
  ].map(({ command, ...way }) => ({
    ...way,
    steps: 'pytest',
    script: `cd ${name} && ${before}${command}`,
  }));
  const starts = new Map<string, number | undefined>();
  for (const one of all) {
    await runScript(one.script, options);
    starts.set(one.name, await countPythons(one.script, options));
  }
  const samples = await measure(all, options);
  const measured = all.map((one) => ({
    ...one,
    samples: samples.get(one.name) ?? [],
    pythons: starts.get(one.name),
  }));
  return resultsOf(`W8, ${how}`, measured, 'spip test');
}

/** A repository in which `command` tells by its record which Pythons there are. */
async function makeTree(tree: string, command: string, options: CheckoutOptions): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(tree, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  const git = 'git -c user.name=bench -c user.email=bench@localhost';
  const commit = `${git} add . && ${git} commit -qm all`;
  await runScript(`cd ${tree} && git init -q && ${commit} && ${command}`, options);
  const cells = cellsOfRecord(await readFile(join(options.work, 'record.json'), 'utf8'));
  await writeFile(join(tree, 'tox.toml'), toxFile(cells));
  await runScript(`cd ${tree} && ${commit}`, options);
}
