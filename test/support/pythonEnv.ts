import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A Python of this machine, for tests that need a real one. */
export interface BasePython {
  readonly executable: string;
  readonly basePrefix: string;
  /** For example `3.11`. */
  readonly version: string;
  readonly implementation: string;
  readonly lacks: readonly string[];
  readonly elsewhere: readonly string[];
}

const question = `import os, sys, platform
exe = getattr(sys, "_base_executable", None) or sys.executable
print("\\n".join([os.path.realpath(exe), getattr(sys, "base_prefix", sys.prefix), "%d.%d" % sys.version_info[:2], platform.python_implementation().lower()]))`;

/** Every Python that PATH and pyenv offer, one per implementation and minor version. */
export async function findBasePythons(): Promise<readonly BasePython[]> {
  const pyenv = join(homedir(), '.pyenv', 'versions');
  const versions = existsSync(pyenv) ? await readdir(pyenv) : [];
  const candidates = [
    ...versions.map((version) => join(pyenv, version, 'bin', 'python')),
    'python3',
    '/usr/bin/python3',
  ];
  const found = await Promise.all(candidates.map(askPython));
  const pythons = found.filter((python) => python !== undefined);
  return [...new Map(pythons.map((one) => [one.implementation + one.version, one])).values()];
}

async function askPython(command: string): Promise<BasePython | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ['-c', question]);
    const [executable, basePrefix, version, implementation] = stdout.trim().split('\n');
    return executable && basePrefix && version && implementation
      ? { executable, basePrefix, version, implementation, lacks: [], elsewhere: [] }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Makes an empty environment at `prefix` and returns its site-packages. */
export async function makePythonEnv(python: BasePython, prefix: string): Promise<string> {
  const library = `${python.implementation === 'pypy' ? 'pypy' : 'python'}${python.version}`;
  const site = join(prefix, 'lib', library, 'site-packages');
  await mkdir(site, { recursive: true });
  await mkdir(join(prefix, 'bin'), { recursive: true });
  if (python.version === '2.7') {
    await linkPython2(python, prefix);
  } else {
    await symlink(python.executable, join(prefix, 'bin', 'python'));
    await writeFile(
      join(prefix, 'pyvenv.cfg'),
      `home = ${dirname(python.executable)}\ninclude-system-site-packages = false\n`,
    );
  }
  return site;
}

/** 2.7 knows no `pyvenv.cfg`: a copied executable finds its prefix by the standard library beside it. */
async function linkPython2(python: BasePython, prefix: string): Promise<void> {
  await copyFile(python.executable, join(prefix, 'bin', 'python'));
  const base = join(python.basePrefix, 'lib', 'python2.7');
  for (const name of await readdir(base)) {
    if (name !== 'site-packages') {
      await symlink(join(base, name), join(prefix, 'lib', 'python2.7', name));
    }
  }
}
