import type { ProjectConfig } from './projectConfig.ts';

/** What both pytest and people call files of tests. A bare `tests.py` is mostly a module of the release. */
const usual = ['test_*.py', '*_test.py'];

/** Whether a path is a file of tests: by the `python_files` of the project's pytest, where it has that, else by usage. */
export function testFileMatcher(config: ProjectConfig | undefined): (path: string) => boolean {
  const own = config?.pytest?.options.get('python-files') ?? [];
  const patterns = [...usual, ...own.filter((pattern) => pattern !== '*.py')].map(matcher);
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return patterns.some((pattern) => pattern.test(name) || pattern.test(path));
  };
}

/** A pattern of `fnmatch`: `*`, `?` and sets. */
function matcher(pattern: string): RegExp {
  const source = pattern.replaceAll(/[.+^${}()|\\]|\*|\?/g, (one) =>
    one === '*' ? '.*' : one === '?' ? '.' : `\\${one}`,
  );
  return new RegExp(`^${source.replaceAll('[!', '[^')}$`);
}
