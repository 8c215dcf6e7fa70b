import { sourcesOfModules, isWithin } from '../../owntests/installableFiles.ts';
import type { SourceOfModule } from '../../owntests/installableFiles.ts';
import type { ProjectConfig } from '../../owntests/projectConfig.ts';
import { testFileMatcher } from '../../owntests/testFiles.ts';
import { moduleName } from '../../pep/wheelModule.ts';

/** What the working folder of a checkout's tests has of its tree. */
export interface CheckoutFiles {
  /** Paths in the tree of what is copied as it stands there. */
  readonly placed: readonly string[];
  /** Packages with tests in them: a copy of what is installed lies in their place, under the tests of the tree. */
  readonly overlaid: readonly SourceOfModule[];
  /** Modules of the tree that pass for the project's, installed or not: none of them may come from the tree. */
  readonly modules: readonly string[];
}

export interface CheckoutLayout {
  /** Normalised name of the project. */
  readonly name: string;
  /** Paths in site-packages of what is installed. */
  readonly installed: readonly string[];
  /** Paths of the tree's files, `.git` left out. */
  readonly files: readonly string[];
  readonly config: ProjectConfig;
  /** Of the runner: paths among them are what it collects. */
  readonly args: readonly string[];
}

/**
 * Everything but the project's modules: whatever the tests import of it is then what is installed, or is missing. What
 * passes for metadata of the project goes too. Tests inside of a package need that package around them: they lie in a
 * copy of the installed one.
 */
export function checkoutFiles(layout: CheckoutLayout): CheckoutFiles {
  const { installed, files, config } = layout;
  const isTest = testFileMatcher(config);
  const own = ownModules(layout, isTest);
  const sources = distinct([
    ...sourcesOfModules(installed, files),
    ...own.filter(({ isCertain }) => isCertain).map(({ source }) => source),
  ]);
  const isSource = (path: string): boolean => sources.some(({ path: top }) => isWithin(path, top));
  const outside = files.filter((path) => !isSource(path) && !isMetadata(path));
  const roots = collectedFrom(layout);
  const tops = new Set(installed.map((path) => path.split('/')[0] ?? ''));
  const overlaid = sources.filter(
    ({ path, name }) =>
      tops.has(name) &&
      !path.endsWith('.py') &&
      roots.some((root) => isWithin(path, root) || isWithin(root, path)) &&
      (looksForDoctests(layout) || files.some((file) => isWithin(file, path) && isTest(file))),
  );
  const inside = overlaid.flatMap((source) => testsInside(source, layout, isTest));
  return {
    placed: [...outside, ...inside].toSorted(),
    overlaid,
    modules: [...new Set(own.map(({ source: { name } }) => moduleName(name) ?? name))],
  };
}

function distinct(sources: readonly SourceOfModule[]): readonly SourceOfModule[] {
  return [...new Map(sources.map((source) => [source.path, source])).values()];
}

function isMetadata(path: string): boolean {
  return path.split('/').some((part) => /\.(?:egg-info|dist-info)$/.test(part));
}

/** Folders and modules at the root of a tree that tests may well import and nobody installs. */
const helpers =
  /^(?:.*test.*|docs?|examples?|benchmarks?|build|dist|scripts?|tools?|ci|tasks|stubs|typings|conftest|setup|noxfile|dodo|fabfile|versioneer|_custom_build)$/i;

interface OwnModule {
  readonly source: SourceOfModule;
  /** It stands in `src`, or has the project's name; others only look like it. */
  readonly isCertain: boolean;
}

/** What of a tree is meant to be installed, whether it is or not. */
function ownModules(
  { name, files }: CheckoutLayout,
  isTest: (path: string) => boolean,
): readonly OwnModule[] {
  const found = files.flatMap((path): readonly OwnModule[] => {
    const root = path.startsWith('src/') ? 'src' : '';
    const [top = '', ...below] = path.slice(root === '' ? 0 : 4).split('/');
    const isPackage = below.length === 1 && below[0] === '__init__.py';
    const module = below.length === 0 ? moduleName(top) : isPackage ? top : undefined;
    if (module === undefined) {
      return [];
    }
    const source = { root, path: root === '' ? top : `${root}/${top}`, name: top };
    const isNamed = module.toLowerCase() === name.replaceAll('-', '_');
    const isInSrc = root === 'src' && !/^(?:tests?|testing|conftest|setup)$/.test(module);
    return isNamed || isInSrc || (isPackage && !helpers.test(module))
      ? [{ source, isCertain: isNamed || isInSrc }]
      : [];
  });
  const holdsTests = ({ path }: SourceOfModule): boolean =>
    files.some((file) => isWithin(file, path) && isTest(file));
  return found.filter(({ source, isCertain }) => isCertain || !holdsTests(source));
}

/** Where the runner looks for tests; '' is the root. */
function collectedFrom({ args, config, files }: CheckoutLayout): readonly string[] {
  const isThere = (path: string): boolean => files.some((file) => isWithin(file, path));
  const named = args
    .filter((arg) => !arg.startsWith('-'))
    .map((arg) => clean(arg.split('::')[0] ?? ''))
    .filter((path) => isThere(path));
  if (named.length > 0) {
    return named;
  }
  const paths = (config.pytest?.options.get('testpaths') ?? []).map(clean);
  // With wildcards it may be anything.
  const some = paths.filter((path) => !/[*?[]/.test(path) && isThere(path));
  return some.length === paths.length && some.length > 0 ? some : [''];
}

function clean(path: string): string {
  return path
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

function looksForDoctests({ args, config }: CheckoutLayout): boolean {
  return [...args, ...(config.pytest?.options.get('addopts') ?? [])].includes('--doctest-modules');
}

/** Files of tests that are not installed, with all of the folders of tests that they lie in, and what configures them. */
function testsInside(
  { path: top, root }: SourceOfModule,
  { files, installed }: CheckoutLayout,
  isTest: (path: string) => boolean,
): readonly string[] {
  const there = new Set(installed);
  const inside = files.filter((path) => isWithin(path, top));
  const folders = inside.filter(isTest).flatMap((path) => testFolder(path, top));
  return inside.filter(
    (path) =>
      !there.has(path.slice(root === '' ? 0 : root.length + 1)) &&
      (isTest(path) ||
        path.endsWith('/conftest.py') ||
        folders.some((folder) => isWithin(path, folder))),
  );
}

/** The outermost folder of tests below a package that a file lies in, if it lies in one. */
function testFolder(path: string, top: string): readonly string[] {
  const parts = path.split('/');
  const from = top.split('/').length;
  const at = parts.findIndex(
    (part, index) => index >= from && index < parts.length - 1 && /^_?tests?$|^testing$/.test(part),
  );
  return at === -1 ? [] : [parts.slice(0, at + 1).join('/')];
}
