import { join } from 'node:path';
import { namesIn } from '../../lib/files/namesIn.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import type { FoundTests } from '../../owntests/findTests.ts';
import { guardedImports } from '../../owntests/guardedImports.ts';
import { builtinModules, importedModules } from '../../owntests/importedModules.ts';
import { markedPlugins } from '../../owntests/markedPlugins.ts';
import { isWithinSome, under } from '../../owntests/installableFiles.ts';
import type { ProjectConfig } from '../../owntests/projectConfig.ts';
import { testFileMatcher } from '../../owntests/testFiles.ts';
import { moduleName, pathInSitePackages } from '../../pep/wheelModule.ts';
import type { PytestTie } from '../../testrun/testPlan.ts';
import { readText } from './readSourceTree.ts';
import type { DiskTree } from './readSourceTree.ts';

interface Read {
  readonly tree: DiskTree;
  readonly config: ProjectConfig;
}

/** What the files of tests, and the conftest of all of them, import and is none of them. */
export function importsOf(found: FoundTests, wheel: StoredWheel, read: Read): readonly string[] {
  // A plugin of pytest changes every test: only where all of them are to have it.
  const names = textsOf(found, wheel, read).flatMap(({ text, isForAll }) => {
    const kept = importedModules(text).filter((name) => isForAll || !name.startsWith('pytest_'));
    return [...kept, ...markedPlugins(text)];
  });
  return foreign(names, found, wheel);
}

/** What they import only where it is there. */
export function guardedImportsOf(
  found: FoundTests,
  wheel: StoredWheel,
  read: Read,
): readonly string[] {
  const names = textsOf(found, wheel, read).flatMap(({ text }) => guardedImports(text));
  return foreign(names, found, wheel).slice(0, mostGuarded);
}

/** What the release has to do with pytest, as far as its tests and the files at its root tell. */
export function pytestTieOf(found: FoundTests, wheel: StoredWheel, read: Read): PytestTie {
  const { tree, config } = read;
  const entryPoints = readText(join(wheel.root, wheel.distInfo, 'entry_points.txt')) ?? '';
  if (/^\[\s*pytest11\s*\]/m.test(entryPoints)) {
    return 'plugin';
  }
  const isKnown =
    config.pytest !== undefined ||
    pathsOf(found, wheel).some((path) => /(?:^|\/)conftest\.py$/.test(path)) ||
    projectFiles.some((path) => speaksOfPytest(tree.read(path) ?? '')) ||
    textsOf(found, wheel, read).some(({ text }) => speaksOfPytest(text));
  return isKnown ? 'tests' : 'none';
}

const projectFiles = ['pyproject.toml', 'tox.ini', 'setup.cfg', 'setup.py', 'Makefile'];

function speaksOfPytest(text: string): boolean {
  return /\bpy\.?test\b/.test(text);
}

/** How many of them a run is asked about. */
const mostGuarded = 40;

/** The files of tests, and those that hold for all of them. */
function textsOf(
  found: FoundTests,
  wheel: StoredWheel,
  { tree, config }: Read,
): readonly { readonly text: string; readonly isForAll: boolean }[] {
  const targets = new Set(found.targets);
  const isTest = testFileMatcher(config);
  // A conftest further in is for its own folder alone.
  const tops = new Set(['', ...found.targets].map((target) => under(target, 'conftest.py')));
  const textOf = (path: string): string =>
    (found.from === 'wheel' ? readText(join(wheel.root, path)) : tree.read(path)) ?? '';
  return pathsOf(found, wheel)
    .filter(
      (path) =>
        path.endsWith('.py') && (tops.has(path) || (isWithinSome(path, targets) && isTest(path))),
    )
    .map((path) => ({ text: textOf(path), isForAll: tops.has(path) }));
}

function pathsOf({ from, placed }: FoundTests, { files }: StoredWheel): readonly string[] {
  return from === 'wheel' ? files.map(({ path }) => path) : placed;
}

/** Those of these modules that neither the tests nor what lies beside them can be. */
function foreign(
  names: readonly string[],
  found: FoundTests,
  wheel: StoredWheel,
): readonly string[] {
  const own = new Set(
    [...found.placed, ...pathsOf(found, wheel)].flatMap((path) =>
      path.replace(/\.py$/, '').split('/'),
    ),
  );
  return [...new Set(names)].filter((name) => !own.has(name) && !builtinModules.has(name));
}

/** The top-level modules of a wheel. */
export function topsOf({ files }: StoredWheel): readonly string[] {
  return files.flatMap(({ path }) => {
    const [top = '', ...below] = (pathInSitePackages(path) ?? '').split('/');
    return below.length > 0 ? top : (moduleName(top) ?? []);
  });
}

/** Whether the Python itself brings a module. */
export function isStandard(name: string, { basePrefix, python }: Interpreter): boolean {
  const version = /\d+\.\d+t?/.exec(python)?.[0] ?? '';
  const folders = [
    `lib/python${version}`,
    `lib/python${version}/lib-dynload`,
    `lib/pypy${version}`,
    'lib-python/3',
  ];
  return folders.some((folder) =>
    namesIn(join(basePrefix, folder)).some((entry) => entry === name || moduleName(entry) === name),
  );
}
