import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { buildWheel } from '../../../src/build/buildWheel.ts';
import type { BuildWheelOptions, WheelBuild } from '../../../src/build/buildWheel.ts';
import type { BuildOptions } from '../../../src/build/openBuild.ts';
import { prepareMetadata } from '../../../src/build/prepareMetadata.ts';
import type { Interpreter } from '../../../src/model/interpreter.ts';
import { discoverPythons } from '../../../src/pythons/discoverPythons.ts';
import { pickAuto } from '../../../src/pythons/pickAuto.ts';
import { selectPythons } from '../../../src/pythons/selectPythons.ts';
import { buildSdist } from '../../support/sdistBuilder.ts';
import type { BuiltSdist } from '../../support/sdistBuilder.ts';

export interface BuildRig {
  readonly root: string;
  /** What environments were asked for: requirements and folder. */
  readonly asked: { readonly requires: readonly string[]; readonly where: string }[];
  readonly build: (sdist: BuiltSdist, options?: Partial<BuildWheelOptions>) => Promise<WheelBuild>;
  readonly metadata: (sdist: BuiltSdist) => Promise<string | undefined>;
  readonly readLog: () => Promise<string>;
}

/** A temporary place to build in, with bare environments of a real Python. */
export async function makeBuildRig(t: TestContext, python?: Interpreter): Promise<BuildRig> {
  const root = await mkdtemp(join(tmpdir(), 'spip-build-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const interpreter = python ?? (await newestPython(root));
  const asked: { requires: readonly string[]; where: string }[] = [];
  const common = async (sdist: BuiltSdist): Promise<BuildOptions> => {
    const source = join(root, `sdist-${asked.length}`);
    await writeFile(source, sdist.bytes);
    return {
      source,
      filename: sdist.filename,
      workDirectory: join(root, 'work'),
      logPath: join(root, 'logs', 'build.log'),
      makeEnvironment: async (requires, { env }) => {
        const key = String(asked.length + 1);
        asked.push({ requires, where: env });
        return { ...(await bareEnvironment(interpreter, env)), key };
      },
    };
  };
  return {
    root,
    asked,
    build: async (sdist, options) => {
      const outDirectory = join(root, 'out');
      await mkdir(outDirectory, { recursive: true });
      return buildWheel({ ...(await common(sdist)), interpreter, outDirectory, ...options });
    },
    metadata: async (sdist) => prepareMetadata(await common(sdist)),
    readLog: () => readFile(join(root, 'logs', 'build.log'), 'utf8'),
  };
}

/** Every Python that `--python all` would take. */
export async function allPythons(cacheDir: string): Promise<readonly Interpreter[]> {
  const found = await discoverPythons({
    env: process.env,
    home: homedir(),
    cwd: cacheDir,
    cacheDir,
  });
  return selectPythons(['all'], found);
}

/** An sdist whose backend is this Python module. */
export function sdistWithBackend(backend: string, pyproject?: string): BuiltSdist {
  return buildSdist({
    name: 'demo',
    version: '1.0',
    pyproject:
      pyproject ??
      '[build-system]\nrequires = ["base >= 1"]\nbuild-backend = "back"\nbackend-path = ["in tree"]\n',
    files: { 'in tree/back.py': backend, 'demo.py': '' },
  });
}

async function newestPython(cacheDir: string): Promise<Interpreter> {
  const pythons = await allPythons(cacheDir);
  const newest = pickAuto(pythons, { requiresPython: undefined });
  if (newest === undefined) {
    throw new Error('These tests need a CPython on PATH');
  }
  return newest;
}

async function bareEnvironment(
  interpreter: Interpreter,
  where: string,
): Promise<{ python: string; prefix: string }> {
  if (interpreter.version.startsWith('2.')) {
    await mkdir(where);
    return { python: interpreter.executable, prefix: interpreter.basePrefix };
  }
  const python = join(where, 'bin', 'python');
  await mkdir(dirname(python), { recursive: true });
  await symlink(interpreter.executable, python);
  await writeFile(join(where, 'pyvenv.cfg'), `home = ${dirname(interpreter.executable)}\n`);
  return { python, prefix: where };
}
