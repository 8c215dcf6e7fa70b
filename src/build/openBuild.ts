import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { extractSdist } from '../archive/extractSdist.ts';
import { SpipError } from '../lib/spipError.ts';
import { areStrings } from '../lib/tomlTable.ts';
import { runProcess } from '../process/runProcess.ts';
import { readBuildSystem } from './buildSystem.ts';
import { requirementTrouble } from './requirementTrouble.ts';
import { runHook } from './runHook.ts';
import type { HookCall, HookSurroundings, RunBuildProcess } from './runHook.ts';

/** How long each hook of a build may take. */
export const defaultBuildMs = 1_800_000;

/** An isolated environment for a build. */
interface BuildEnvironment {
  /** Executable inside the environment. */
  readonly python: string;
  readonly prefix: string;
  /** Identifies what it holds, for example its commit. */
  readonly key: string;
}

/** How a source tree is opened for its build. */
export interface BuildOptions {
  /** Path of the sdist, or what lays the source tree out in a folder that does not exist yet and returns its root. */
  readonly source: string | ((destination: string) => Promise<string>);
  /** File name of the sdist on the index; for messages what names the tree. */
  readonly filename: string;
  /** Empty or missing; everything of the build lies in it and may be deleted afterwards. */
  readonly workDirectory: string;
  /** Makes an environment that holds these requirements, in `where` (a folder of `workDirectory` that does not exist yet). */
  readonly makeEnvironment: (
    requires: readonly string[],
    where: string,
  ) => Promise<BuildEnvironment>;
  /** How programs are run; without it as plain processes. */
  readonly run?: RunBuildProcess | undefined;
  /** Where a path lies for what `run` starts, inside the work directory or (an executable) elsewhere; without it at the same place. */
  readonly childPath?: ((path: string) => string) | undefined;
  /** For each hook; 1800 s unless given. */
  readonly timeoutMs?: number | undefined;
  readonly outputCap?: number | undefined;
  /** Takes the output of all hooks. */
  readonly logPath: string;
  /** Cores that the build may count as its own. */
  readonly share?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A source tree with the environment that all its requirements are in. */
export interface OpenedBuild {
  /** Everything that the build asked for, the backend's own wishes last. */
  readonly requires: readonly string[];
  /** Key of the environment. */
  readonly environment: string;
  /** Calls a hook with folders of these names; see `runHook`. */
  readonly call: (
    hook: HookCall['hook'],
    options: Pick<HookCall, 'optional' | 'folders'>,
  ) => Promise<{ readonly answer: unknown; readonly folder: string }>;
}

/**
 * Unpacks a source tree and makes the environment of its build: the requirements that it names, then what its backend
 * wishes besides (PEP 517, `get_requires_for_build_wheel`). Throws as `buildWheel`.
 */
export async function openBuild(options: BuildOptions): Promise<OpenedBuild> {
  const { filename, workDirectory } = options;
  await Promise.all(
    ['home', 'tmp'].map((name) => mkdir(join(workDirectory, name), { recursive: true })),
  );
  const root = await layOut(options);
  const system = await readBuildSystem(root);
  const surroundings = surroundingsOf(options);
  const first = await prepare(options, system.requires, 'env');
  const { answer } = await runHook(
    {
      hook: 'get_requires_for_build_wheel',
      optional: true,
      folders: [],
      system,
      root,
      environment: first,
    },
    surroundings,
  );
  const wishes = requirementsOf(answer, filename).filter((wish) => !system.requires.includes(wish));
  const requires = [...system.requires, ...wishes];
  const environment = wishes.length === 0 ? first : await prepare(options, requires, 'env2');
  return {
    requires,
    environment: environment.key,
    call: (hook, { optional, folders }) =>
      runHook({ hook, optional, folders, system, root, environment }, surroundings),
  };
}

function layOut({ source, filename, workDirectory }: BuildOptions): Promise<string> {
  const destination = join(workDirectory, 'cwd');
  return typeof source === 'string'
    ? extractSdist({ path: source, filename, destination })
    : source(destination);
}

function surroundingsOf(options: BuildOptions): HookSurroundings {
  return {
    filename: options.filename,
    workDirectory: options.workDirectory,
    run: options.run ?? runProcess,
    childPath: options.childPath ?? ((path) => path),
    timeoutMs: options.timeoutMs ?? defaultBuildMs,
    outputCap: options.outputCap ?? 50_000_000,
    logPath: options.logPath,
    share: options.share ?? availableParallelism(),
    signal: options.signal,
  };
}

async function prepare(
  { makeEnvironment, filename, workDirectory }: BuildOptions,
  requires: readonly string[],
  folder: string,
): Promise<BuildEnvironment> {
  try {
    return await makeEnvironment(requires, join(workDirectory, folder));
  } catch (error) {
    throw requirementTrouble(error, { filename, requires });
  }
}

function requirementsOf(answer: unknown, filename: string): readonly string[] {
  if (!areStrings(answer)) {
    throw new SpipError(
      'build-failed',
      `Failed to build \`${filename}\`: \`get_requires_for_build_wheel\` returned no list of requirements`,
    );
  }
  return answer;
}
