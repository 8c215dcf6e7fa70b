import { availableParallelism, homedir } from 'node:os';
import { EnvironmentResolver } from '../src/flows/sets/environmentResolver.ts';
import { openFacilities } from '../src/flows/run/openFacilities.ts';
import { readSettings } from '../src/flows/ask/prepareInputs.ts';
import { resolvePolicy } from '../src/flows/sets/resolvePolicy.ts';
import { SdistBuilder } from '../src/flows/sets/sdistBuilder.ts';
import type { Context, Pane } from '../src/model/context.ts';
import type { Interpreter } from '../src/model/interpreter.ts';
import type { GlobalOptions } from '../src/options/globalOptions.ts';
import { indexOptions } from '../src/options/indexOptions.ts';
import type { GivenIndex } from '../src/options/indexOptions.ts';
import { settle } from '../src/options/settle.ts';
import type { EmitEvent } from '../src/model/runEvent.ts';
import { parseRequirement } from '../src/pep/requirement.ts';
import { selectPythons } from '../src/pythons/selectPythons.ts';
import { resolve } from '../src/resolve/resolve.ts';
import type { Resolution } from '../src/resolve/resolveRequest.ts';

export interface ShopOptions {
  readonly indexUrl: string;
  /** A timestamp; later files do not count. */
  readonly excludeNewer: string;
  readonly offline: boolean;
  /** Folder of the caches. */
  readonly work: string;
  readonly signal: AbortSignal;
  readonly emit?: EmitEvent | undefined;
}

/** The resolver as `spip lock` uses it, for many questions in one process. */
export interface ResolverShop extends AsyncDisposable {
  /** The interpreter that a value of `--python` names. */
  interpreter(request: string): Interpreter;
  resolve(question: Question): Promise<Resolution>;
  /** What the index lists for a project. */
  readonly project: ProjectReader;
}

type ProjectReader = Awaited<ReturnType<typeof openFacilities>>['index']['project'];

export interface Question {
  readonly interpreter: Interpreter;
  readonly requirements: readonly string[];
  readonly constraints?: readonly string[] | undefined;
}

export async function openResolverShop(options: ShopOptions): Promise<ResolverShop> {
  const { indexUrl, excludeNewer, offline, work, signal } = options;
  const global: GlobalOptions = {
    cacheDir: `${work}/spip-cache`,
    dataDir: `${work}/spip-data`,
    verbosity: 'quiet',
  };
  const given: GivenIndex = { indexUrl, offline, excludeNewer: new Date(excludeNewer) };
  const index = settle(indexOptions, given, {});
  const emit: EmitEvent = options.emit ?? (() => undefined);
  const context = quietContext(signal);
  const settings = await readSettings({ global, index: given }, context);
  const facilities = await openFacilities(
    {
      settings,
      index,
      sandbox: 'auto',
      runsTests: false,
      pythons: [],
      pythonDownloads: 'manual',
      emit,
      stopped: signal,
    },
    context,
  );
  const policy = resolvePolicy(index, { pre: false, strategy: undefined });
  const builder = new SdistBuilder({
    facilities,
    compiler: { bytecodeOf: async () => undefined },
    policy,
    jobs: availableParallelism(),
    signal,
  });
  const resolvers = new Map<Interpreter, EnvironmentResolver>();
  const resolverOf = (interpreter: Interpreter): EnvironmentResolver => {
    const known = resolvers.get(interpreter);
    const made = known ?? new EnvironmentResolver({ facilities, builder, interpreter, policy });
    resolvers.set(interpreter, made);
    return made;
  };
  return {
    interpreter: (request) => theInterpreter(selectPythons([request], facilities.pythons), request),
    resolve: ({ interpreter, requirements, constraints = [] }) =>
      resolve(
        {
          roots: requirements.map(parseRequirement),
          constraints: constraints.map(parseRequirement),
          interpreter,
          policy,
        },
        resolverOf(interpreter).source,
      ),
    project: (name) => facilities.index.project(name),
    [Symbol.asyncDispose]: () => facilities.teardown.run(),
  };
}

function theInterpreter(chosen: readonly Interpreter[], request: string): Interpreter {
  const newest = chosen.at(-1);
  if (newest === undefined) {
    throw new Error(`Failed to find Python ${request}`);
  }
  return newest;
}

/** The user's environment without the settings of spip, pip and uv, except how the index is reached. */
export function neutralEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(
    ([name]) => name === 'PIP_CERT' || !/^(SPIP|UV|PIP)_|^PYTHON|^VIRTUAL_ENV$/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    NO_COLOR: '1',
    PIP_CONFIG_FILE: '/dev/null',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    UV_NO_CONFIG: '1',
    UV_PYTHON_DOWNLOADS: 'never',
  };
}

function quietContext(signal: AbortSignal): Context {
  const pane: Pane = {
    live: false,
    color: false,
    unicode: true,
    columns: () => 80,
    rows: () => 24,
    write: () => undefined,
  };
  return {
    version: 'bench',
    onStall: () => () => undefined,
    env: neutralEnvironment(),
    cwd: '/',
    home: homedir(),
    platform: process.platform,
    clock: { now: () => new Date(), elapsed: () => performance.now() / 1000 },
    screen: { out: pane, err: pane, flush: () => Promise.resolve() },
    stop: { drain: signal, kill: signal, received: () => undefined },
  };
}
