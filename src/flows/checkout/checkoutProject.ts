import { join } from 'node:path';
import { holdsProject } from '../../config/holdsProject.ts';
import { parentsOf } from '../../config/parentsOf.ts';
import { SpipError } from '../../lib/spipError.ts';
import { readProjectConfig } from '../../owntests/projectConfig.ts';
import type { ProjectConfig } from '../../owntests/projectConfig.ts';
import type { SourceTree } from '../../owntests/sourceTree.ts';
import { readText } from '../suites/readSourceTree.ts';

/** A source tree in work, with what its files at the root say. */
export interface CheckoutProject {
  /** Absolute. */
  readonly directory: string;
  readonly config: ProjectConfig;
  readonly read: SourceTree['read'];
}

/**
 * The project around a folder: the nearest one with `pyproject.toml` or `setup.py`.
 *
 * @throws SpipError `not-found`
 */
export function checkoutProject(cwd: string): CheckoutProject {
  const directory = parentsOf(cwd).find(holdsProject);
  if (directory === undefined) {
    throw new SpipError('not-found', `Expected a project in \`${cwd}\` or above`, {
      hint: 'a project has a `pyproject.toml` or a `setup.py`; `spip matrix PACKAGE` tests releases of any package',
    });
  }
  const read = (path: string): string | undefined => readText(join(directory, path));
  return { directory, read, config: readProjectConfig({ files: [], read }) };
}
