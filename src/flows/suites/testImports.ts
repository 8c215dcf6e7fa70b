import { join } from 'node:path';
import { namesIn } from '../../lib/files/namesIn.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import type { FoundTests } from '../../owntests/findTests.ts';
import { builtinModules, importedModules } from '../../owntests/importedModules.ts';
import { isWithin } from '../../owntests/installableFiles.ts';
import { moduleName, pathInSitePackages } from '../../pep/wheelModule.ts';
import { readText } from './readSourceTree.ts';
import type { DiskTree } from './readSourceTree.ts';

/** What the files of tests import, and is none of them. */
export function importsOf(
  found: FoundTests,
  wheel: StoredWheel,
  tree: DiskTree,
): readonly string[] {
  const isTarget = (path: string): boolean =>
    found.targets.some((target) => isWithin(path, target));
  const paths = found.from === 'wheel' ? wheel.files.map(({ path }) => path) : found.placed;
  const texts = paths
    .filter((path) => path.endsWith('.py') && (isTarget(path) || path === 'conftest.py'))
    .map((path) => (found.from === 'wheel' ? readText(join(wheel.root, path)) : tree.read(path)));
  const own = new Set(
    [...found.placed, ...paths].flatMap((path) => path.replace(/\.py$/, '').split('/')),
  );
  const names = texts.flatMap((text) => importedModules(text ?? ''));
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
