import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { followCandidate } from './followCandidate.ts';
import type { Followed } from './followCandidate.ts';
import { exists, readText } from './quickFiles.ts';

export interface NamedOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly cwd: string;
}

/** Follows a path that the user named: an executable, a prefix or virtual environment, or pyenv's shim. */
export function followNamed(text: string, options: NamedOptions): Followed {
  const expanded = text.replace(/^~(?=\/|$)/, options.home);
  const path = resolve(options.cwd, expanded);
  const executable = isDirectory(path) ? executableOf(path) : path;
  const followed = followCandidate(executable);
  if (followed.kind !== 'shim') {
    return followed;
  }
  const behind = behindPyenv(executable, options);
  return behind === undefined ? followed : followCandidate(behind);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

function executableOf(prefix: string): string {
  const names = ['python3', 'python', 'pypy3', 'pypy'];
  const paths = names.map((name) => join(prefix, 'bin', name));
  return paths.find(exists) ?? join(prefix, 'bin', 'python3');
}

/** The executable that pyenv would start in this folder: the first of its selected versions that has the name. */
function behindPyenv(shim: string, options: NamedOptions): string | undefined {
  const root = dirname(dirname(shim));
  return selectedVersions(root, options)
    .map((version) => join(root, 'versions', version, 'bin', basename(shim)))
    .find(exists);
}

function selectedVersions(root: string, { env, cwd }: NamedOptions): readonly string[] {
  const fromEnvironment = env['PYENV_VERSION'];
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    return fromEnvironment.split(':');
  }
  const files: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    files.push(join(folder, '.python-version'));
    if (folder === dirname(folder)) {
      break;
    }
  }
  for (const file of [...files, join(root, 'version')]) {
    const text = readText(file);
    if (text !== undefined) {
      return text.split(/\s+/).filter((word) => /^[^/#]+$/.test(word));
    }
  }
  return [];
}
