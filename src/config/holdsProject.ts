import { join } from 'node:path';
import { isFileAt } from '../lib/files/lookAt.ts';

/** Whether a folder holds a project that can be built: pip and uv go by the same two files. */
export function holdsProject(folder: string): boolean {
  return ['pyproject.toml', 'setup.py'].some((name) => isFileAt(join(folder, name)));
}
