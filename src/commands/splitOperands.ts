import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { holdsProject } from '../config/holdsProject.ts';
import { isFileAt, lookAt } from '../lib/files/lookAt.ts';
import { isBare } from '../pep/directReference.ts';
import { SpipError } from '../lib/spipError.ts';
import { existingPath } from '../options/existingPath.ts';

export interface Operands {
  readonly requirements: readonly string[];
  /** Absolute path. */
  readonly script: string | undefined;
  /** The script's name would also do as the name of a package. */
  readonly ambiguous: boolean;
}

/**
 * Tells requirements from the script: an operand is a script if it contains a path separator or is an existing file
 * that ends in `.py`.
 *
 * @throws SpipError `not-found` if the script is none, `usage` if there are two or it is none of Python's.
 */
export function splitOperands(operands: readonly string[], cwd: string): Operands {
  const scripts = operands.filter((operand) => isScript(operand, cwd));
  const [script, second] = scripts;
  if (second !== undefined) {
    throw new SpipError('usage', `Expected one script, found several: ${scripts.join(', ')}`, {
      hint: 'pass the files with `--tests` and what to run with `--command`',
    });
  }
  return {
    requirements: operands.filter((operand) => operand !== script),
    script: script === undefined ? undefined : existingFile(script, cwd),
    ambiguous: script !== undefined && !script.includes('/') && packageName.test(script),
  };
}

// `name @ https://...` holds slashes, but is a requirement.
const urlRequirement = /^[a-z0-9._-]+\s*(\[[^\]]*\])?\s*@|^[a-z+]+:\/\//i;
const packageName = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i;

function isScript(operand: string, cwd: string): boolean {
  if (urlRequirement.test(operand) || isInstallable(operand, cwd)) {
    return false;
  }
  return operand.includes('/') || (operand.endsWith('.py') && isFileAt(resolve(cwd, operand)));
}

/** A wheel, a source archive, or a folder that holds a project. */
function isInstallable(operand: string, cwd: string): boolean {
  if (!isBare(operand)) {
    return false;
  }
  const path = operand.replace(/\[[^\]]*\]$/, '');
  return /\.(?:whl|tar\.gz|tar\.bz2|tgz|zip)$/.test(path) || holdsProject(resolve(cwd, path));
}

function existingFile(path: string, cwd: string): string {
  const full = existingPath(path, cwd, 'script');
  if (!isFileAt(full)) {
    const isFolder = lookAt(full)?.isDirectory() === true;
    throw new SpipError(
      'not-found',
      `Expected a script, found ${isFolder ? 'a folder' : 'no regular file'}: \`${path}\``,
      {
        hint: isFolder
          ? 'pass a folder with `--tests` and what to run with `--command`'
          : undefined,
      },
    );
  }
  if (!/\.py[wz]?$/.test(path) && !namesPython(full)) {
    throw new SpipError('usage', `Expected a Python script, found \`${path}\``, {
      hint: `pass it with \`--tests\` and run it by its program: \`--tests ${path} --command 'sh {tests}'\``,
    });
  }
  return full;
}

/** Whether the first line names the program that runs the file, and that is a Python. */
function namesPython(file: string): boolean {
  try {
    const start = Buffer.alloc(200);
    const descriptor = openSync(file, 'r');
    try {
      const length = readSync(descriptor, start);
      return /^#!.*\b(?:python|pypy)[\d.]*\b/.test(start.toString('latin1', 0, length));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new SpipError('usage', `Expected a script that can be read: \`${file}\``, {
      cause: error,
    });
  }
}
