import { fnmatch } from '../lib/fnmatch.ts';
import type { ProjectConfig } from './projectConfig.ts';

/** What both pytest and people call files of tests. A bare `tests.py` is mostly a module of the release. */
const usual = ['test_*.py', '*_test.py'];
/** Each is held against every file. */
const mostPatterns = 100;

/** Whether a path is a file of tests: by the `python_files` of the project's pytest, where it has that, else by usage. */
export function testFileMatcher(config: ProjectConfig | undefined): (path: string) => boolean {
  const own = config?.pytest?.options.get('python-files') ?? [];
  const patterns = [...usual, ...own.filter((pattern) => pattern !== '*.py')]
    .slice(0, mostPatterns)
    .map(fnmatch);
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return patterns.some((isMatch) => isMatch(name) || isMatch(path));
  };
}
