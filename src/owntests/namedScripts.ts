import type { SourceTree } from './sourceTree.ts';
import type { ProjectConfig } from './projectConfig.ts';
import { toxCommands } from './toxDeps.ts';

/** Programs of a project that run its tests. */
export interface TestScripts {
  /** Below the root of the sdist. */
  readonly paths: readonly string[];
  /** The folder that they start in, '' for the root; `null`: each in its own. */
  readonly folder: string | null;
  readonly args: readonly string[];
}

/** The program that the plain commands of tox start, else one with a name that is known for it; `undefined`: there is none. */
export function namedScripts(
  config: ProjectConfig | undefined,
  placed: readonly string[],
): TestScripts | undefined {
  const there = new Set(placed);
  const named = config && scriptOfTox(config);
  if (named !== undefined && there.has(named.paths[0] ?? '')) {
    return named;
  }
  const known = placed.find((path) =>
    /^(?:(?:tests?|testing)\/)?(?:run[-_]?(?:all[-_]?)?tests|all[-_]?tests)\.py$/.test(path),
  );
  return known === undefined ? undefined : { paths: [known], folder: '', args: [] };
}

/** Its options are left out: they may ask for what is not counted. */
function scriptOfTox(config: ProjectConfig): TestScripts | undefined {
  const { lines, folder } = toxCommands(config);
  for (const line of lines) {
    const words = line.replace(/^-\s*/, '').split(/\s+/);
    const at = words.findIndex((word) => /^(?:\.\/)?[\w./-]+\.py$/.test(word));
    const before = words.slice(0, at).join(' ');
    if (at > 0 && /^(?:\{envpython\}|python[\d.]*|coverage run)(?: (?!-m\b)\S+)*$/.test(before)) {
      const path = under(folder, words[at] ?? '');
      const args = words.slice(at + 1).filter((word) => !/[{}]/.test(word));
      const isPlain = args.every((word) => !word.startsWith('-'));
      return { paths: [path], folder, args: isPlain ? args : [] };
    }
  }
  return undefined;
}

function under(folder: string, path: string): string {
  const clean = path.replace(/^(?:\.\/)+/, '');
  return folder === '' ? clean : `${folder}/${clean}`;
}

/**
 * Files in the folder of tests that start unittest themselves, and that nothing finds by their names: each runs in its own
 * folder, as people start them.
 */
export function startingThemselves(
  { read }: Pick<SourceTree, 'read'>,
  placed: readonly string[],
): TestScripts | undefined {
  const paths = placed.filter(
    (path) =>
      /^(?:src\/)?(?:tests?|testing)\/test\w*\.py$/.test(path) &&
      /^(?: {4}|\t)?unittest\.main\(/m.test(read(path) ?? ''),
  );
  return paths.length === 0 ? undefined : { paths, folder: null, args: [] };
}
