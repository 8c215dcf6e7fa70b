import assert from 'node:assert/strict';
import type { CellRecord } from '../../src/model/record.ts';
import type { IndexedRig, MatrixResult } from './indexedRig.ts';
import type { Rig } from './rig.ts';

/** A source tree in work, and what its own small backend makes of it. */
export interface CheckoutTree {
  /** By path. */
  readonly files: Readonly<Record<string, string>>;
  /** Paths in site-packages, each with that of the file of the tree that lands there. */
  readonly wheel: Readonly<Record<string, string>>;
  /** Further lines of `[project]`, and tables behind it. */
  readonly project?: string | undefined;
  /** Without it the version is what `git describe` says. */
  readonly version?: string | undefined;
  /** Further lines of METADATA. */
  readonly metadata?: readonly string[] | undefined;
  /** What the wheel is for. */
  readonly tag?: string | undefined;
}

/** Writes a tree whose project is called `thing`; needs nothing of an index. */
export async function writeCheckout(
  rig: Rig,
  folder: string,
  { files, wheel, version, project = '', metadata = [], tag = 'py3-none-any' }: CheckoutTree,
): Promise<void> {
  const said = version === undefined ? 'dynamic = ["version"]' : `version = "${version}"`;
  const all = {
    'pyproject.toml': `[project]\nname = "thing"\n${said}\n${project}\n[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["build-tools"]\n`,
    'build-tools/wheel.json': JSON.stringify({ wheel, metadata, version, tag }),
    'build-tools/backend.py': backend,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    await rig.write(`${folder}/${path}`, text);
  }
}

/** Says on its standard error which Python it runs on, which stands in the log of a build. */
const backend = String.raw`
import json, os, subprocess, zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = json.load(open(os.path.join(HERE, "wheel.json")))


def version():
    said = SPEC.get("version")
    if said:
        return said
    out = subprocess.check_output(["git", "describe", "--tags"], cwd=os.path.dirname(HERE))
    return out.decode().strip().lstrip("v").replace("-", ".dev", 1).replace("-", "+")


def metadata():
    lines = ["Metadata-Version: 2.1", "Name: thing", "Version: " + version()] + SPEC["metadata"]
    return "\n".join(lines) + "\n"


def prepare_metadata_for_build_wheel(folder, config_settings=None):
    name = "thing-%s.dist-info" % version()
    os.mkdir(os.path.join(folder, name))
    with open(os.path.join(folder, name, "METADATA"), "w") as stream:
        stream.write(metadata())
    return name


def build_wheel(folder, config_settings=None, metadata_directory=None):
    tag = SPEC["tag"]
    name = "thing-%s-%s.whl" % (version(), tag)
    info = "thing-%s.dist-info/" % version()
    files = dict((path, open(source).read()) for path, source in SPEC["wheel"].items())
    files[info + "METADATA"] = metadata()
    files[info + "WHEEL"] = "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: %s\n" % tag
    files[info + "RECORD"] = "".join(path + ",,\n" for path in list(files) + [info + "RECORD"])
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
`;

export const right = 'answer = 42\n';
export const wrong = 'answer = 41\n';
export const asserts = `import unittest
import thing


class Test(unittest.TestCase):
    def test_answer(self):
        self.assertEqual(thing.answer, 42)
`;

/** Layouts of a tree around the text of its module. */
export const layouts: Readonly<Record<string, (module: string) => CheckoutTree>> = {
  'src layout': (module) => ({
    files: { 'src/thing/__init__.py': module, 'tests/test_it.py': asserts },
    wheel: { 'thing/__init__.py': 'src/thing/__init__.py' },
  }),
  'flat layout': (module) => ({
    files: { 'thing/__init__.py': module, 'tests/test_it.py': asserts, 'tests/__init__.py': '' },
    wheel: { 'thing/__init__.py': 'thing/__init__.py' },
  }),
  'one module': (module) => ({
    files: { 'thing.py': module, 'test_it.py': asserts },
    wheel: { 'thing.py': 'thing.py' },
  }),
  'tests inside the package, which the wheel leaves out': (module) => ({
    files: {
      'thing/__init__.py': module,
      'thing/tests/__init__.py': '',
      'thing/tests/test_it.py': asserts
        .replace('import thing', 'from .. import answer as found')
        .replace('thing.answer', 'found'),
    },
    wheel: { 'thing/__init__.py': 'thing/__init__.py' },
  }),
  'tests inside the package, which the wheel has': (module) => ({
    files: {
      'thing/__init__.py': module,
      'thing/tests/__init__.py': '',
      'thing/tests/test_it.py': asserts,
    },
    wheel: Object.fromEntries(
      ['thing/__init__.py', 'thing/tests/__init__.py', 'thing/tests/test_it.py'].map((path) => [
        path,
        path,
      ]),
    ),
  }),
};

/** The same, with another file in the place of the wheel's module. */
export function withWheel(tree: CheckoutTree, module: string): CheckoutTree {
  const files = { ...tree.files, 'build-tools/instead.txt': module };
  const wheel = Object.fromEntries(
    Object.entries(tree.wheel).map(([path, source]) => [
      path,
      /^thing(?:\/__init__)?\.py$/.test(path) ? 'build-tools/instead.txt' : source,
    ]),
  );
  return { ...tree, files, wheel };
}

/** Runs `spip test` in trees of their own, on one Python. */
export class CheckoutRunner {
  readonly #indexed: IndexedRig;
  #trees = 0;

  constructor(indexed: IndexedRig) {
    this.#indexed = indexed;
  }

  async test(tree: CheckoutTree, ...args: readonly string[]): Promise<MatrixResult> {
    this.#trees += 1;
    const folder = `tree${this.#trees}`;
    await writeCheckout(this.#indexed.rig, folder, { version: '1.0', ...tree });
    return await this.#indexed.recorded(['test', '--python', '3', ...args], { cwd: folder });
  }
}

export function only({ record }: MatrixResult): CellRecord {
  const [cell, ...others] = record.cells;
  assert.ok(cell !== undefined && others.length === 0);
  return cell;
}

/** State, reason and the first line of the message of the only cell. */
export function shown(result: MatrixResult): string {
  const { state, reason, message } = only(result);
  return `${state}/${reason} ${message.split('\n')[0] ?? ''}`.trim();
}
