import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SpipError } from '../lib/spipError.ts';
import { childVariables } from '../process/childVariables.ts';
import type { ProcessOutcome, ProcessSpec } from '../process/processSpec.ts';
import type { CellFolders } from '../process/isolation/cellFolders.ts';
import { buildFailure } from './buildFailure.ts';
import type { BuildSystem } from './buildSystem.ts';
import { hookDriver } from './hookDriver.ts';

/** Runs a program of a build; `folders` are this machine's, `argv` and `env` as the child sees them. */
export type RunBuildProcess = (
  spec: ProcessSpec & { readonly folders: CellFolders },
) => Promise<ProcessOutcome>;

export interface HookSurroundings {
  /** File name of what is built, for messages. */
  readonly filename: string;
  /** Everything of this build lies in here. */
  readonly workDirectory: string;
  readonly run: RunBuildProcess;
  /** Where a path of the work directory lies for the child. */
  readonly childPath: (path: string) => string;
  readonly timeoutMs: number;
  readonly outputCap: number;
  readonly logPath: string;
  readonly share: number;
  readonly signal: AbortSignal | undefined;
}

export interface HookCall {
  readonly hook:
    | 'get_requires_for_build_wheel'
    | 'prepare_metadata_for_build_wheel'
    | 'build_wheel';
  /** Whether a backend may lack the hook: then the answer is an empty list. */
  readonly optional: boolean;
  /** Arguments: names of folders inside the hook's own folder, made if missing. */
  readonly folders: readonly string[];
  readonly system: BuildSystem;
  /** Root of the source tree. */
  readonly root: string;
  readonly environment: { readonly python: string; readonly prefix: string };
}

/** Calls a hook and returns its answer, with the folder in which its own folders lie. Throws SpipError `build-failed`. */
export async function runHook(
  call: HookCall,
  surroundings: HookSurroundings,
): Promise<{ readonly answer: unknown; readonly folder: string }> {
  const { workDirectory, childPath, logPath } = surroundings;
  const folder = join(workDirectory, 'hooks', call.hook);
  await Promise.all(
    [folder, ...call.folders.map((name) => join(folder, name)), dirname(logPath)].map((path) =>
      mkdir(path, { recursive: true }),
    ),
  );
  const { backend, backendPath } = call.system;
  await Promise.all([
    writeFile(join(folder, 'driver.py'), hookDriver),
    writeFile(
      join(folder, 'call.json'),
      JSON.stringify({
        hook: call.hook,
        optional: call.optional,
        folders: call.folders,
        backend,
        backend_path: backendPath,
      }),
    ),
    appendFile(logPath, `== ${call.hook} of ${backend}\n`),
  ]);
  const outcome = await surroundings.run({
    argv: [call.environment.python, join(folder, 'driver.py')].map(childPath),
    env: variables(call, surroundings),
    cwd: call.root,
    folders: foldersOf(call, surroundings),
    timeoutMs: surroundings.timeoutMs,
    outputCap: surroundings.outputCap,
    logPath,
    signal: surroundings.signal,
  });
  const answer = await readFile(join(folder, 'answer.json'), 'utf8').catch(() => undefined);
  if (outcome.ended === 'aborted') {
    throw new SpipError('interrupted', `Failed to build \`${surroundings.filename}\`: interrupted`);
  }
  if (outcome.ended !== 'exit' || outcome.exitStatus !== 0 || answer === undefined) {
    throw await buildFailure({ outcome, hook: call.hook, ...surroundings });
  }
  const parsed: unknown = JSON.parse(answer);
  return { answer: parsed, folder };
}

function foldersOf(call: HookCall, { workDirectory }: HookSurroundings): CellFolders {
  return {
    cell: workDirectory,
    env: call.environment.prefix,
    cwd: call.root,
    home: join(workDirectory, 'home'),
    tmp: join(workDirectory, 'tmp'),
  };
}

function variables(
  call: HookCall,
  surroundings: HookSurroundings,
): Readonly<Record<string, string>> {
  const { childPath, filename, share } = surroundings;
  const { cell, env, home, tmp } = foldersOf(call, surroundings);
  return childVariables({
    folders: {
      cell: childPath(cell),
      env: childPath(env),
      home: childPath(home),
      tmp: childPath(tmp),
    },
    cellId: `build ${filename}`,
    share,
    extra: {
      // The second hook imports what the first has compiled; empty means not set.
      PYTHONDONTWRITEBYTECODE: '',
      PYTHONPYCACHEPREFIX: childPath(join(surroundings.workDirectory, 'pycache')),
    },
  });
}
