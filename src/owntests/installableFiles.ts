import { moduleName } from '../pep/wheelModule.ts';

/** A top-level module or package of the release as it lies in its source tree. */
export interface SourceOfModule {
  /** Folder that holds it; '' is the root of the tree, `src` the usual other one. */
  readonly root: string;
  /** Path in the tree: a folder, or a file. */
  readonly path: string;
  /** Its name in site-packages: `attr`, `six.py`. */
  readonly name: string;
}

/** Folders whose contents are never installed from there, whatever they are called inside. */
const aside = new Set([
  'tests',
  'test',
  'testing',
  'docs',
  'doc',
  'examples',
  'benchmarks',
  'build',
  'dist',
]);

/** Top-level names that a release installs by mistake, or that are no module of it. */
const secondary = new Set(['tests', 'test', 'docs', 'examples', 'conftest.py']);

/**
 * Where in a source tree the modules lie that a wheel installs: in any folder that holds one of them as the wheel does.
 *
 * @param installed paths in site-packages
 * @param tree paths in the source tree
 */
export function sourcesOfModules(
  installed: readonly string[],
  tree: readonly string[],
): readonly SourceOfModule[] {
  const files = new Set(tree);
  const folders = foldersOf(tree).filter(
    (folder) => !folder.split('/').some((part) => aside.has(part)),
  );
  return topsOf(installed).flatMap(({ name, probes, isFile }) =>
    folders
      .filter((root) => probes.some((probe) => files.has(under(root, probe))))
      .map((root) => ({ root, path: under(root, isFile ? pyFile(name) : name), name })),
  );
}

interface Top {
  readonly name: string;
  readonly isFile: boolean;
  /** Paths in site-packages, one of which lies below the root of the sources: their source names. */
  readonly probes: readonly string[];
}

function topsOf(installed: readonly string[]): readonly Top[] {
  const byTop = Map.groupBy(
    installed.filter((path) => moduleName(path.split('/').at(-1) ?? '') !== undefined),
    (path) => path.split('/')[0] ?? '',
  );
  return [...byTop]
    .filter(([name]) => !secondary.has(name))
    .map(([name, paths]) => {
      const isFile = paths.length === 1 && paths[0] === name;
      const sources = paths.map(pyFile);
      // The file that makes a package, or in a namespace whatever it holds.
      const init = `${name}/__init__.py`;
      return { name, isFile, probes: sources.includes(init) ? [init] : sources };
    });
}

/** `a/b.py` for `a/b.py` and for an extension `a/b.cpython-311-x86_64-linux-gnu.so`. */
function pyFile(path: string): string {
  const parts = path.split('/');
  const module = moduleName(parts.pop() ?? '') ?? '';
  return [...parts, `${module}.py`].join('/');
}

/** Every folder of a tree, its root first. */
function foldersOf(tree: readonly string[]): readonly string[] {
  const folders = new Set(['']);
  for (const path of tree) {
    const parts = path.split('/');
    for (let length = 1; length < parts.length; length += 1) {
      folders.add(parts.slice(0, length).join('/'));
    }
  }
  return [...folders];
}

/** A path below a folder, of which '' is the root. */
export function under(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** Whether a path is a folder or lies below it; below '' lies all. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Whether a path is one of these folders or files, or lies below one; below '' lies all. */
export function isWithinSome(path: string, places: ReadonlySet<string>): boolean {
  return places.has('') || ancestors(path, '/').some((one) => places.has(one));
}

/** A path and all above it. */
export function ancestors(path: string, separator: string): readonly string[] {
  const parts = path.split(separator);
  return parts.map((_, index) => parts.slice(0, index + 1).join(separator));
}
