import { closeSync, constants, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Folder } from '../lib/files/folder.ts';
import { NotRegular, readRegularFile } from '../lib/files/regularFile.ts';
import { SpipError } from '../lib/spipError.ts';
import { childVariables } from '../process/childVariables.ts';
import type { CellFolders } from '../process/isolation/cellFolders.ts';
import type { ProcessOutcome, ProcessSpec } from '../process/processSpec.ts';
import type { BuildCell } from './buildCell.ts';
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
  /** As only spip has touched it. */
  readonly cell: BuildCell;
  readonly run: RunBuildProcess;
  /** Where a path of the cell lies for the child. */
  readonly seen: (path: string, cell: string) => string;
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
  /** Arguments: names of folders inside the hook's own folder, which are made. */
  readonly folders: readonly string[];
  readonly system: BuildSystem;
  /** Root of the source tree. */
  readonly root: string;
  readonly environment: {
    readonly python: string;
    readonly prefix: string;
    readonly isCompiled?: boolean | undefined;
  };
}

/** What a hook has left. Nothing of it is to be believed. */
export interface HookResult {
  readonly answer: unknown;
  /** In which the folders of its arguments may lie. */
  readonly folder: Folder;
}

/** Bytes. */
const longestAnswer = 1_000_000;

/** Calls a hook. Throws SpipError `build-failed`. */
export async function runHook(call: HookCall, surroundings: HookSurroundings): Promise<HookResult> {
  const { cell, logPath } = surroundings;
  layOutCall(call, cell.hook);
  await mkdir(dirname(logPath), { recursive: true });
  appendHeading(logPath, call);
  const outcome = await surroundings.run({
    argv: [call.environment.python, join(cell.hookPath, 'driver.py')].map((path) =>
      surroundings.seen(path, cell.folders.cell),
    ),
    env: variables(call, surroundings),
    cwd: call.root,
    folders: foldersOf(call, surroundings),
    timeoutMs: surroundings.timeoutMs,
    outputCap: surroundings.outputCap,
    logPath,
    signal: surroundings.signal,
  });
  if (outcome.ended === 'aborted') {
    throw new SpipError('interrupted', `Failed to build \`${surroundings.filename}\`: interrupted`);
  }
  if (outcome.ended !== 'exit' || outcome.exitStatus !== 0) {
    throw await buildFailure({ outcome, hook: call.hook, ...surroundings });
  }
  return { answer: await readAnswer(call, outcome, surroundings), folder: cell.hook };
}

function layOutCall(call: HookCall, folder: Folder): void {
  const { backend, backendPath } = call.system;
  const { hook, optional, folders } = call;
  folders.forEach((name) => mkdirSync(folder.at(name)));
  writeFileSync(folder.at('driver.py'), hookDriver, { flag: 'wx' });
  const text = JSON.stringify({ hook, optional, folders, backend, backend_path: backendPath });
  writeFileSync(folder.at('call.json'), text, { flag: 'wx' });
}

/** Without following a link: what a hook before could reach, it may have replaced. */
function appendHeading(logPath: string, { hook, system }: HookCall): void {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const log = openSync(logPath, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY);
  try {
    writeFileSync(log, `== ${hook} of ${system.backend}\n`);
  } finally {
    closeSync(log);
  }
}

async function readAnswer(
  { hook }: HookCall,
  outcome: ProcessOutcome,
  surroundings: HookSurroundings,
): Promise<unknown> {
  const { cell, filename, logPath } = surroundings;
  try {
    const file = { folder: cell.hook, name: 'answer.json', most: longestAnswer };
    return JSON.parse((await readRegularFile(file)).toString());
  } catch (error) {
    if (error instanceof NotRegular && error.found === 'nothing') {
      throw await buildFailure({ outcome, hook, ...surroundings });
    }
    if (!(error instanceof NotRegular || error instanceof SyntaxError)) {
      throw error;
    }
    const found = error instanceof NotRegular ? error.found : 'what is no JSON';
    throw new SpipError(
      'build-failed',
      `Failed to build \`${filename}\`: \`${hook}\` left ${found} in the place of its answer`,
      { log: logPath, lasting: true, cause: error },
    );
  }
}

function foldersOf(call: HookCall, { cell }: HookSurroundings): CellFolders {
  return { ...cell.folders, env: call.environment.prefix, cwd: call.root };
}

function variables(
  call: HookCall,
  surroundings: HookSurroundings,
): Readonly<Record<string, string>> {
  const { seen, filename, share } = surroundings;
  const { cell, env, home, tmp } = foldersOf(call, surroundings);
  return childVariables({
    folders: {
      cell: seen(cell, cell),
      env: seen(env, cell),
      home: seen(home, cell),
      tmp: seen(tmp, cell),
    },
    cellId: `build ${filename}`,
    share,
    extra:
      call.environment.isCompiled === true
        ? {}
        : {
            // The second hook imports what the first has compiled; empty means not set.
            PYTHONDONTWRITEBYTECODE: '',
            PYTHONPYCACHEPREFIX: seen(surroundings.cell.pycache, cell),
          },
  });
}
