import { moduleName } from '../pep/wheelModule.ts';
import { ancestors, isWithin, isWithinSome, sourcesOfModules, under } from './installableFiles.ts';
import type { SourceOfModule } from './installableFiles.ts';
import { installedTests } from './installedTests.ts';
import type { TestOverrides } from '../model/ownTests.ts';
import { namedScripts, startingThemselves } from './namedScripts.ts';
import type { TestScripts } from './namedScripts.ts';
import type { ProjectConfig } from './projectConfig.ts';
import type { SourceTree } from './sourceTree.ts';
import { testFileMatcher } from './testFiles.ts';

/** By which rule tests were found, in the order in which the rules are asked (`docs/tests.md`). */
export type FindingRule =
  | 'override'
  | 'installed'
  | 'testpaths'
  | 'test-folder'
  | 'inside-package'
  | 'beside-module'
  | 'script';

/** Where a release's own tests are, and what a cell gets to run them. */
export interface FoundTests {
  readonly rule: FindingRule;
  readonly from: 'wheel' | 'sdist';
  /** Files and folders for the runner: below site-packages where they are from the wheel, else below the working folder. */
  readonly targets: readonly string[];
  /** Files of the sdist that lie under the same path in the working folder. */
  readonly placed: readonly string[];
  /**
   * Packages of which the working folder gets a copy of what is installed, with the tests of the sdist in it: they import
   * what they test relatively.
   */
  readonly overlaid: readonly SourceOfModule[];
  /** Where the sdist has what the wheel installs. */
  readonly sources: readonly SourceOfModule[];
  /** The targets are programs, which start in this way. */
  readonly script?: Omit<TestScripts, 'paths'> | undefined;
}

export interface FindingRequest {
  /** Paths in site-packages of the release's files. */
  readonly installed: readonly string[];
  /** Its unpacked sdist; `undefined` where it has none. */
  readonly tree: SourceTree | undefined;
  readonly config: ProjectConfig | undefined;
  readonly overrides: Pick<TestOverrides, 'paths'>;
}

/** The release's own tests; `undefined` where it has none. */
export function findTests({
  installed,
  tree,
  config,
  overrides,
}: FindingRequest): FoundTests | undefined {
  const sources = tree === undefined ? [] : sourcesOfModules(installed, tree.files);
  const placed = (tree?.files ?? []).filter((path) => isPlaced(path, sources));
  const isTest = testFileMatcher(config);
  const plain = { from: 'sdist', placed, overlaid: [], sources } as const;

  const asked = overrides.paths?.filter((path) =>
    placed.some((file) => isWithin(file, clean(path))),
  );
  if (asked !== undefined && asked.length > 0) {
    return { ...plain, rule: 'override', targets: asked.map(clean) };
  }
  const inWheel = installedTests(installed, isTest);
  if (inWheel.length > 0) {
    return { ...plain, rule: 'installed', from: 'wheel', targets: inWheel };
  }
  const inSdist = tree && testsOfSdist(tree, config, { ...plain, installed, isTest });
  const singular = installedTests(installed, isTest, /^test$/);
  return (
    inSdist ??
    (singular.length > 0
      ? { ...plain, rule: 'installed', from: 'wheel', targets: singular }
      : tree && byScripts(plain, namedScripts(config, placed) ?? startingThemselves(tree, placed)))
  );
}

/** What a program of the project runs, where no other runner can; `undefined`: there is no such program. */
export function byNamedScript(
  found: FoundTests,
  config: ProjectConfig | undefined,
): FoundTests | undefined {
  return found.from === 'sdist' && found.rule !== 'override' && found.script === undefined
    ? byScripts(found, namedScripts(config, found.placed))
    : undefined;
}

function byScripts(plain: Plain, scripts: TestScripts | undefined): FoundTests | undefined {
  if (scripts === undefined) {
    return undefined;
  }
  const { paths, ...script } = scripts;
  return { ...plain, rule: 'script', targets: paths, script };
}

/** Those that the wheel leaves out. */
function testsOfSdist(
  tree: SourceTree,
  config: ProjectConfig | undefined,
  { installed, isTest, ...plain }: Plain & Searched,
): FoundTests | undefined {
  const { placed, sources } = plain;
  // One without files of tests may hold documents with examples, which pytest runs as well.
  const named = testPaths(config).filter((path) => placed.some((file) => isWithin(file, path)));
  if (named.some((path) => hasTests(path, placed, isTest))) {
    return { ...plain, rule: 'testpaths', targets: named };
  }
  const folder = testFolders.find((each) => hasTests(each, placed, isTest));
  if (folder !== undefined) {
    return { ...plain, rule: 'test-folder', targets: [folder] };
  }
  return (
    insidePackage(tree, sources, { installed, placed, isTest }) ??
    besideModule(plain, isTest) ??
    namedPlainly(plain)
  );
}

type Plain = Omit<FoundTests, 'rule' | 'targets'>;

/** Those at the root first. */
const testFolders = ['', 'src'].flatMap((root) =>
  ['tests', 'test', 'testing'].map((name) => under(root, name)),
);

interface Searched {
  readonly installed: readonly string[];
  readonly placed: readonly string[];
  readonly isTest: (path: string) => boolean;
}

/** Everything but what is installed, what installs it, and what would pass for the release's metadata. */
function isPlaced(path: string, sources: readonly SourceOfModule[]): boolean {
  return (
    path !== 'setup.py' &&
    !/(?:^|\/)[^/]+\.egg-info\//.test(path) &&
    !sources.some((source) => isWithin(path, source.path))
  );
}

/** `testpaths`, as far as it needs no globbing of pytest's own. */
function testPaths(config: ProjectConfig | undefined): readonly string[] {
  return (config?.pytest?.options.get('testpaths') ?? []).slice(0, mostTestPaths).map(clean);
}

/** Each is held against every file. */
const mostTestPaths = 100;

function clean(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

function hasTests(folder: string, files: readonly string[], isTest: Searched['isTest']): boolean {
  return files.some((file) => isWithin(file, folder) && isTest(file));
}

/** Tests in the package that the wheel leaves out, with all else that lies in their folders. */
function insidePackage(
  tree: SourceTree,
  sources: readonly SourceOfModule[],
  { installed, placed, isTest }: Searched,
): FoundTests | undefined {
  const own = new Set(installed);
  const leftOut = (source: SourceOfModule): readonly string[] =>
    tree.files.filter(
      (path) =>
        isWithin(path, source.path) &&
        !own.has(path.slice(source.root === '' ? 0 : source.root.length + 1)),
    );
  const found = sources.flatMap((source) => {
    const missing = leftOut(source);
    const folders = [...new Set(missing.filter(isTest).map((path) => testFolder(path, source)))];
    const targets = outermost(folders);
    const within = new Set(targets);
    return targets.length === 0
      ? []
      : [{ source, targets, files: missing.filter((path) => !isInstallable(path, within)) }];
  });
  if (found.length === 0) {
    return undefined;
  }
  const overlaid = found
    .filter(({ source, targets, files }) => importParent(tree, files, { source, targets }))
    .map(({ source }) => source);
  return {
    rule: 'inside-package',
    from: 'sdist',
    targets: found.flatMap(({ targets }) => targets),
    placed: [...placed, ...found.flatMap(({ files }) => files)].toSorted(),
    overlaid,
    sources,
  };
}

/** The outermost folder of tests that a file lies in; the file itself where none of its folders has such a name. */
function testFolder(path: string, source: SourceOfModule): string {
  const parts = path.split('/');
  const from = source.path.split('/').length;
  const at = parts.findIndex(
    (part, index) => index >= from && index < parts.length - 1 && /^_?tests?$|^testing$/.test(part),
  );
  return at === -1 ? path : parts.slice(0, at + 1).join('/');
}

/** Modules of the package that the wheel left out for another reason are not to hide the installed ones. */
function isInstallable(path: string, targets: ReadonlySet<string>): boolean {
  return (
    /\.pyi?$|\.pyx$|\.c$/.test(path) &&
    !isWithinSome(path, targets) &&
    !path.endsWith('/conftest.py')
  );
}

/** Whether a test takes its package by a relative import, or itself as a part of it. */
function importParent(
  tree: SourceTree,
  files: readonly string[],
  { source, targets }: { readonly source: SourceOfModule; readonly targets: readonly string[] },
): boolean {
  const inner = new Set(targets.map((target) => moduleOf(target, source)));
  return files
    .filter((path) => path.endsWith('.py'))
    .some((path) => {
      const text = tree.read(path) ?? '';
      return /^[ \t]*from[ \t]+\.\.?/m.test(text) || importsSome(text, inner);
    });
}

/** Whether one of the modules, or what is in it, is imported. */
function importsSome(text: string, modules: ReadonlySet<string>): boolean {
  return text
    .matchAll(/^[ \t]*(?:from|import)[ \t]+([\w.]{1,300})/gm)
    .some(([, name = '']) => ancestors(name, '.').some((one) => modules.has(one)));
}

/** Those that lie in no other one. */
function outermost(folders: readonly string[]): readonly string[] {
  const all = new Set(folders);
  return folders.filter((one) => !ancestors(one, '/').some((up) => up !== one && all.has(up)));
}

/** The dotted name that a path has as a part of its package. */
function moduleOf(path: string, { root }: SourceOfModule): string {
  return path
    .slice(root === '' ? 0 : root.length + 1)
    .replace(/\.py$/, '')
    .replaceAll('/', '.');
}

/** `tests/test.py` and the like: nothing that a runner finds by itself, but tests by the folder that they lie in. */
function namedPlainly(plain: Plain): FoundTests | undefined {
  const targets = plain.placed.filter((path) =>
    /^(?:src\/)?(?:tests?|testing)\/tests?\.py$/.test(path),
  );
  return targets.length === 0 ? undefined : { ...plain, rule: 'test-folder', targets };
}

/** `test_*.py` at the root and in `src`. */
function besideModule(plain: Plain, isTest: Searched['isTest']): FoundTests | undefined {
  for (const folder of ['', 'src']) {
    const targets = plain.placed.filter(
      (path) =>
        isTest(path) &&
        path === under(folder, path.split('/').at(-1) ?? '') &&
        moduleName(path.split('/').at(-1) ?? '') !== undefined,
    );
    if (targets.length > 0) {
      return { ...plain, rule: 'beside-module', targets };
    }
  }
  return undefined;
}
