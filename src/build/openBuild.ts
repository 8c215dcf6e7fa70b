import { availableParallelism } from 'node:os';
import { extractSdist } from '../archive/extractSdist.ts';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';
import { areStrings } from '../lib/tomlTable.ts';
import type { CellFolders } from '../process/isolation/cellFolders.ts';
import { runProcess } from '../process/runProcess.ts';
import { BuildCell } from './buildCell.ts';
import { readBuildSystem } from './buildSystem.ts';
import { oddText, quoteAnswer } from './quoteAnswer.ts';
import { requirementTrouble } from './requirementTrouble.ts';
import { runHook } from './runHook.ts';
import type { HookCall, HookResult, HookSurroundings, RunBuildProcess } from './runHook.ts';

/** How long each hook of a build may take. */
export const defaultBuildMs = 1_800_000;

/** An isolated environment for a build. */
export interface BuildEnvironment {
  /** Executable inside the environment. */
  readonly python: string;
  readonly prefix: string;
  /** Identifies what it holds, for example its commit. */
  readonly key: string;
  /** Whether all of it has byte-code: no hook need leave its own for the next one. */
  readonly isCompiled?: boolean | undefined;
}

/** How a source tree is opened for its build. */
export interface BuildOptions {
  /** Path of the sdist, or what lays the source tree out in a folder that does not exist yet and returns its root. */
  readonly source: string | ((destination: string) => Promise<string>);
  /** File name of the sdist on the index; for messages what names the tree. */
  readonly filename: string;
  /** Empty or missing; everything of the build lies in it and may be deleted afterwards. */
  readonly workDirectory: string;
  /** Makes an environment that holds these requirements in `env`, which does not exist yet. */
  readonly makeEnvironment: (
    requires: readonly string[],
    folders: CellFolders,
  ) => Promise<BuildEnvironment>;
  /** How programs are run; without it as plain processes. */
  readonly run?: RunBuildProcess | undefined;
  /** Where what `run` starts sees a path: of the cell, or (an executable) elsewhere; without it at the same place. */
  readonly seen?: ((path: string, cell: string) => string) | undefined;
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
  /** Calls a hook with folders of these names, each in folders that the ones before have not touched; see `runHook`. */
  readonly call: (
    hook: HookCall['hook'],
    options: Pick<HookCall, 'optional' | 'folders'>,
  ) => Promise<HookResult>;
}

/**
 * Unpacks a source tree and makes the environment of its build: the requirements that it names, then what its backend
 * wishes besides (PEP 517, `get_requires_for_build_wheel`). What the hook leaves can be taken until `use` ends. Throws as
 * `buildWheel`.
 */
export async function openBuild<T>(
  options: BuildOptions,
  use: (build: OpenedBuild) => Promise<T>,
): Promise<T> {
  using cell = new BuildCell(options.workDirectory);
  const root = await layOut(options, cell);
  const system = await readBuildSystem(root);
  const surroundings = surroundingsOf(options, cell);
  const first = await prepare(options, system.requires, cell);
  const call = { system, root };
  const { answer } = await runHook(
    { ...call, hook: wishesHook, optional: true, folders: [], environment: first },
    surroundings,
  );
  const wishes = requirementsOf(answer, options).filter((wish) => !system.requires.includes(wish));
  const requires = [...system.requires, ...wishes];
  const keepsEnvironment = wishes.length === 0;
  renew(cell, root, { keepsEnvironment, after: wishesHook, ...options });
  const environment = keepsEnvironment ? first : await prepare(options, requires, cell);
  let after: HookCall['hook'] | undefined;
  return await use({
    requires,
    environment: environment.key,
    call: async (hook, { optional, folders }) => {
      if (after !== undefined) {
        renew(cell, root, { keepsEnvironment: true, after, ...options });
      }
      after = hook;
      return await runHook({ ...call, hook, optional, folders, environment }, surroundings);
    },
  });
}

const wishesHook = 'get_requires_for_build_wheel';

async function layOut(
  { source, filename }: BuildOptions,
  { folders: { cwd } }: BuildCell,
): Promise<string> {
  return typeof source === 'string'
    ? (await extractSdist({ path: source, filename, destination: cwd })).root
    : source(cwd);
}

function surroundingsOf(options: BuildOptions, cell: BuildCell): HookSurroundings {
  return {
    filename: options.filename,
    cell,
    run: options.run ?? runProcess,
    seen: options.seen ?? ((path) => path),
    timeoutMs: options.timeoutMs ?? defaultBuildMs,
    outputCap: options.outputCap ?? 50_000_000,
    logPath: options.logPath,
    share: options.share ?? availableParallelism(),
    signal: options.signal,
  };
}

/** Each costs requests to the index; real builds have up to some ten. */
const mostRequirements = 1000;

async function prepare(
  { makeEnvironment, filename }: BuildOptions,
  requires: readonly string[],
  { folders }: BuildCell,
): Promise<BuildEnvironment> {
  if (requires.length > mostRequirements) {
    throw new SpipError(
      'build-failed',
      `Failed to build \`${filename}\`: it asks for more than ${mostRequirements} requirements`,
    );
  }
  try {
    return await makeEnvironment(requires, folders);
  } catch (error) {
    throw requirementTrouble(error, { filename, requires });
  }
}

function renew(
  cell: BuildCell,
  root: string,
  options: BuildOptions & { readonly keepsEnvironment: boolean; readonly after: HookCall['hook'] },
): void {
  try {
    cell.renew(root, options);
  } catch (error) {
    if (!isErrno(error, 'ENOENT', 'ENOTDIR', 'EEXIST', 'EACCES', 'EPERM')) {
      throw error;
    }
    throw refusal(
      `\`${options.after}\` left no source tree or environment to go on with`,
      options,
      error,
    );
  }
}

function requirementsOf(answer: unknown, options: BuildOptions): readonly string[] {
  if (!areStrings(answer)) {
    throw refusal(`\`${wishesHook}\` returned no list of requirements`, options);
  }
  const odd = oddText(answer);
  if (odd !== undefined) {
    throw refusal(
      `\`${wishesHook}\` returned ${quoteAnswer(odd)}, which is no requirement`,
      options,
    );
  }
  return answer;
}

function refusal(
  why: string,
  { filename, logPath }: Pick<BuildOptions, 'filename' | 'logPath'>,
  cause?: unknown,
): SpipError {
  return new SpipError('build-failed', `Failed to build \`${filename}\`: ${why}`, {
    log: logPath,
    cause,
  });
}
