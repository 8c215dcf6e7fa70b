import { join } from 'node:path';
import { namesIn } from '../../lib/files/namesIn.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import type { FoundTests } from '../../owntests/findTests.ts';
import { builtinModules, importedModules } from '../../owntests/importedModules.ts';
import { markedPlugins } from '../../owntests/markedPlugins.ts';
import { isWithinSome, under } from '../../owntests/installableFiles.ts';
import type { ProjectConfig } from '../../owntests/projectConfig.ts';
import { testFileMatcher } from '../../owntests/testFiles.ts';
import { moduleName, pathInSitePackages } from '../../pep/wheelModule.ts';
import { readText } from './readSourceTree.ts';
import type { DiskTree } from './readSourceTree.ts';

/** What the files of tests, and the conftest of all of them, import and is none of them. */
export function importsOf(
  found: FoundTests,
  wheel: StoredWheel,
  { tree, config }: { readonly tree: DiskTree; readonly config: ProjectConfig },
): readonly string[] {
  const targets = new Set(found.targets);
  const paths = found.from === 'wheel' ? wheel.files.map(({ path }) => path) : found.placed;
  const isTest = testFileMatcher(config);
  // A conftest further in is for its own folder alone.
  const tops = new Set(['', ...found.targets].map((target) => under(target, 'conftest.py')));
  const textOf = (path: string): string =>
    (found.from === 'wheel' ? readText(join(wheel.root, path)) : tree.read(path)) ?? '';
  // A plugin of pytest changes every test: only where all of them are to have it.
  const names = paths
    .filter(
      (path) =>
        path.endsWith('.py') && (tops.has(path) || (isWithinSome(path, targets) && isTest(path))),
    )
    .flatMap((path) => {
      const text = textOf(path);
      const imported = importedModules(text);
      const kept = imported.filter((name) => tops.has(path) || !name.startsWith('pytest_'));
      return [...kept, ...markedPlugins(text)];
    });
  const own = new Set(
    [...found.placed, ...paths].flatMap((path) => path.replace(/\.py$/, '').split('/')),
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
