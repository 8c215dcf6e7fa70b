import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { extractSdist } from '../archive/extractSdist.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Interpreter } from '../model/interpreter.ts';
import { runProcess } from '../process/runProcess.ts';
import { readBuildSystem } from './buildSystem.ts';
import { requirementTrouble } from './requirementTrouble.ts';
import { runHook } from './runHook.ts';
import type { HookSurroundings, RunBuildProcess } from './runHook.ts';
import { takeWheel } from './takeWheel.ts';

/** An isolated environment for a build. */
interface BuildEnvironment {
  /** Executable inside the environment. */
  readonly python: string;
  readonly prefix: string;
  /** Identifies what it holds, for example its commit. */
  readonly key: string;
}

export interface BuildWheelOptions {
  /** Path of the sdist. */
  readonly sdist: string;
  /** Its file name on the index. */
  readonly filename: string;
  /** Normalised name of the project, where it is known: old file names are ambiguous. */
  readonly name?: string | undefined;
  readonly interpreter: Pick<Interpreter, 'python' | 'tags'>;
  /** Where the wheel goes; made if missing. */
  readonly outDirectory: string;
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

export interface WheelBuild {
  readonly wheelPath: string;
  readonly filename: string;
  /** Everything that the build asked for, the backend's own wishes last. */
  readonly requires: readonly string[];
  /** Key of the environment that built it. */
  readonly environment: string;
}

/**
 * Builds the wheel of an sdist in an isolated environment (PEP 517), or throws SpipError `build-failed` with the
 * lines of the log that matter; `interrupted` if aborted; errors of the surroundings as they come.
 */
export async function buildWheel(options: BuildWheelOptions): Promise<WheelBuild> {
  const { sdist, filename, workDirectory } = options;
  await Promise.all(
    ['home', 'tmp'].map((name) => mkdir(join(workDirectory, name), { recursive: true })),
  );
  const source = join(workDirectory, 'cwd');
  const root = await extractSdist({ path: sdist, filename, destination: source });
  const system = await readBuildSystem(root);
  const surroundings = surroundingsOf(options);
  const first = await prepare(options, system.requires, 'env');
  const asked = await runHook(
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
  const wishes = requirementsOf(asked.answer, filename).filter(
    (wish) => !system.requires.includes(wish),
  );
  const requires = [...system.requires, ...wishes];
  const environment = wishes.length === 0 ? first : await prepare(options, requires, 'env2');
  const { answer, folder } = await runHook(
    { hook: 'build_wheel', optional: false, folders: ['wheel'], system, root, environment },
    surroundings,
  );
  const wheel = await takeWheel(join(folder, 'wheel'), { ...options, answer });
  return { ...wheel, requires, environment: environment.key };
}

function surroundingsOf(options: BuildWheelOptions): HookSurroundings {
  return {
    filename: options.filename,
    workDirectory: options.workDirectory,
    run: options.run ?? runProcess,
    childPath: options.childPath ?? ((path) => path),
    timeoutMs: options.timeoutMs ?? 1_800_000,
    outputCap: options.outputCap ?? 50_000_000,
    logPath: options.logPath,
    share: options.share ?? availableParallelism(),
    signal: options.signal,
  };
}

async function prepare(
  { makeEnvironment, filename, workDirectory }: BuildWheelOptions,
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
  if (!Array.isArray(answer) || !answer.every((item) => typeof item === 'string')) {
    throw new SpipError(
      'build-failed',
      `Failed to build \`${filename}\`: \`get_requires_for_build_wheel\` returned no list of requirements`,
    );
  }
  return answer;
}
