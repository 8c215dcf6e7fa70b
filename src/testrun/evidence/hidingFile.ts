import { readdirSync, statSync } from 'node:fs';
import type { CustomFiles } from '../../model/cellJob.ts';

/** The first of the user's files that a Python can import as one of the modules, by its path in the working folder. */
export function hidingFile(
  files: CustomFiles['files'],
  modules: readonly string[],
): string | undefined {
  const sought = modules
    .map((module) => module.replaceAll('.', '/'))
    .flatMap((path) => [`/${path}.py`, `/${path}/__init__.py`]);
  return files
    .flatMap(({ path, name }) => below(path).map((inside) => `${name}${inside}`))
    .find((path) => sought.some((one) => `/${path}`.endsWith(one)));
}

/** Of a file itself, of a folder all that lies in it; what is gone meanwhile holds nothing. */
function below(path: string): readonly string[] {
  try {
    return statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map((inside) => `/${inside}`)
      : [''];
  } catch {
    return [];
  }
}
