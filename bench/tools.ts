import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Installs tools from PyPI, once, into a virtual environment of the benchmark; returns the folder of their programs. */
export async function installTools(folder: string, wanted: WantedTools): Promise<string> {
  const programs = join(folder, 'bin');
  if (!(await hasAll(programs, wanted.programs))) {
    await run(wanted.python, ['-m', 'venv', folder]);
    await run(join(programs, 'python'), ['-m', 'pip', 'install', '--quiet', ...wanted.packages]);
  }
  return programs;
}

export interface WantedTools {
  readonly python: string;
  readonly packages: readonly string[];
  /** What they install, to see whether they are there. */
  readonly programs: readonly string[];
}

async function hasAll(folder: string, names: readonly string[]): Promise<boolean> {
  try {
    await Promise.all(names.map((name) => access(join(folder, name))));
    return true;
  } catch {
    return false;
  }
}

/** The program's name and the first version that `PROGRAM --version` names. */
export async function versionOf(program: string): Promise<string> {
  const { stdout, stderr } = await run(program, ['--version']);
  const version = /\d+(\.\d+)+/.exec(stdout || stderr)?.[0] ?? 'of an unknown version';
  return `${basename(program)} ${version}`;
}
