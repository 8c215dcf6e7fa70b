import { allEnded } from '../../lib/allEnded.ts';
import { hash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { buildRules } from '../../build/buildRules.ts';
import { buildWheel } from '../../build/buildWheel.ts';
import { circularBuild, isCircularBuild } from '../../build/circularBuild.ts';
import type { BuildEnvironment, BuildOptions } from '../../build/openBuild.ts';
import { prepareMetadata } from '../../build/prepareMetadata.ts';
import { readOnlyTrouble } from '../../build/readOnlyTrouble.ts';
import { requirementTrouble } from '../../build/requirementTrouble.ts';
import type { RunBuildProcess } from '../../build/runHook.ts';
import { Producer } from '../../cache/producer.ts';
import { materialise } from '../../envs/materialise.ts';
import { Limit } from '../../lib/limit.ts';
import { OnceMap } from '../../lib/onceMap.ts';
import { removeTree } from '../../lib/files/removeTree.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { Lock } from '../../model/lock.ts';
import type { CoreMetadata } from '../../pep/metadata.ts';
import type { CellFolders } from '../../process/isolation/cellFolders.ts';
import { runProcess } from '../../process/runProcess.ts';
import type { ResolvePolicy } from '../../resolve/resolveRequest.ts';
import { coresPerSlot } from '../../schedule/countSlots.ts';
import type { BuiltKey } from '../../store/builtProduct.ts';
import { preparedMetadata } from '../../store/preparedMetadata.ts';
import type { Prepared } from '../../store/preparedMetadata.ts';
import { BuildTools } from './buildTools.ts';
import type { ComposedTools } from './buildTools.ts';
import { olderTools } from './olderTools.ts';
import type { BytecodeCompiler } from '../bytecode/bytecodeCompiler.ts';
import { readyBytecode } from '../bytecode/readyBytecode.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { projectOfFile } from '../../model/projectOfFile.ts';
import { sdistFacts } from './sdistFacts.ts';
import type { SdistFacts } from './sdistFacts.ts';
import { watchProcess } from '../run/watchProcess.ts';
import { SourceBuilds } from './sourceBuilds.ts';
import type { BuiltWheel, WheelBuilder } from './wheelBuilder.ts';

export interface SdistBuilderOptions {
  readonly facilities: Facilities;
  readonly compiler: Pick<BytecodeCompiler, 'bytecodeOf'>;
  /** For the requirements of builds. */
  readonly policy: ResolvePolicy;
  /** How many builds may run at once; each gets its share of the cores. */
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** Builds wheels from sdists, each once per interpreter and set of build requirements. */
export class SdistBuilder implements WheelBuilder {
  readonly #options: SdistBuilderOptions;
  /** Held by programs only: a build that waits for another build's wheel holds none. */
  readonly #places: Limit;
  readonly #facts = new OnceMap<string, SdistFacts>();
  readonly #wheels = new OnceMap<string, BuiltWheel>();
  readonly #metadata: Producer;
  readonly #tools: BuildTools;
  readonly #announced: SourceBuilds;

  constructor(options: SdistBuilderOptions) {
    this.#options = options;
    this.#places = new Limit(options.jobs);
    const { settings, temporary, locks, emit } = options.facilities;
    const { signal } = options;
    this.#tools = new BuildTools(options, this);
    this.#announced = new SourceBuilds(options.facilities);
    this.#metadata = new Producer({ ...settings.places, temporary, locks, emit, signal });
  }

  /** What the sdist says of itself. Errors of the store; `build-failed` for a broken `pyproject.toml`. */
  facts(file: DistFile): Promise<SdistFacts> {
    const { store, fetch, temporary } = this.#options.facilities;
    return this.#facts.get(file.url, async () => {
      const sdist = await store.sdist(file, fetch);
      return sdistFacts({ ...sdist, filename: file.filename }, temporary);
    });
  }

  /**
   * The wheel of an sdist.
   *
   * @throws SpipError `build-failed` with the path of the log, also when it failed in an earlier run
   */
  async wheelOf(file: DistFile, interpreter: Interpreter): Promise<BuiltWheel> {
    const make = (): Promise<BuiltWheel> => this.#wheelOf(file, interpreter);
    try {
      return await this.#wheels.get(`${interpreter.build} ${file.url}`, make, file.filename);
    } catch (error) {
      throw circularBuild(error);
    }
  }

  async metadataOf(file: DistFile, interpreter: Interpreter): Promise<CoreMetadata | undefined> {
    try {
      return await this.#metadataOf(file, interpreter);
    } catch (error) {
      throw circularBuild(error);
    }
  }

  async #metadataOf(file: DistFile, interpreter: Interpreter): Promise<CoreMetadata | undefined> {
    const facts = await this.facts(file);
    if (facts.metadata !== undefined) {
      return facts.metadata;
    }
    const { key, sdist } = await this.#identify(file, interpreter);
    const { temporary } = this.#options.facilities;
    const prepare = (): Promise<Prepared> => this.#prepare({ file, interpreter, sdist });
    return this.#metadata.get(preparedMetadata({ ...key, path: sdist }, { temporary, prepare }));
  }

  /** The store has lost something: what was found in it may be gone. */
  lookAgain(): void {
    this.#wheels.clear();
    this.#tools.lookAgain();
  }

  async #wheelOf(file: DistFile, interpreter: Interpreter): Promise<BuiltWheel> {
    const { key, sdist, lock, notes } = await this.#identify(file, interpreter);
    const wheel = await this.#options.facilities.store
      .built(key, async ({ directory, logPath }) => {
        await this.#announced.announce(file, interpreter);
        return await this.#inWorkDirectory({ file, interpreter, sdist, what: '' }, (options) =>
          buildWheel({
            ...options,
            name: projectOfFile(file),
            interpreter,
            outDirectory: directory,
            logPath,
          }),
        );
      })
      .catch(async (error: unknown) => {
        throw await this.#withHint(error, lock, { file, interpreter });
      });
    return {
      wheel,
      built: {
        sdistSha256: key.sdistSha256,
        buildLock: key.requirements,
        interpreter: portableName(interpreter),
      },
      notes,
    };
  }

  /** Names a way out, if there is one. */
  async #withHint(
    error: unknown,
    tools: Lock,
    { file, interpreter }: Pick<BuildJob, 'file' | 'interpreter'>,
  ): Promise<unknown> {
    const readOnly = readOnlyTrouble(error, this.#options.facilities.isolation);
    if (readOnly !== undefined) {
      return readOnly;
    }
    const older = olderTools(error, file, tools);
    const { requires } = await this.facts(file);
    return older !== undefined &&
      (await this.#tools.existBefore(older.moment, requires, interpreter))
      ? older.error
      : error;
  }

  async #prepare(job: Omit<BuildJob, 'what'>): Promise<Prepared> {
    return this.#inWorkDirectory({ ...job, what: 'metadata of ' }, async (options) => {
      const logPath = join(options.workDirectory, 'metadata.log');
      try {
        const text = await prepareMetadata({ ...options, logPath });
        return text === undefined ? { kind: 'none' } : { kind: 'metadata', text };
      } catch (error) {
        if (
          error instanceof SpipError &&
          error.code === 'build-failed' &&
          !isCircularBuild(error)
        ) {
          // The build itself will say why, in a log that is kept.
          return { kind: error.lasting ? 'none' : 'passing' };
        }
        throw error;
      }
    });
  }

  /** What decides the outcome of a build. */
  async #identify(file: DistFile, interpreter: Interpreter): Promise<BuildIdentity> {
    const { store, fetch, isolation } = this.#options.facilities;
    const [sdist, { requires, notes }] = await allEnded([
      store.sdist(file, fetch),
      this.facts(file),
    ]);
    const { plan, lock } = await this.#firstTools(requires, { file, interpreter });
    const requirements = hash('sha256', plan.lockText, 'hex');
    return {
      key: {
        sdistSha256: sdist.sha256,
        interpreter: interpreter.build,
        requirements,
        sandbox: `${isolation.level}${isolation.hasLayer ? '+layer' : ''}`,
        rules: buildRules,
      },
      sdist: sdist.path,
      lock,
      notes,
    };
  }

  async #inWorkDirectory<T>(
    job: BuildJob,
    task: (options: Omit<BuildOptions, 'logPath'>) => Promise<T>,
  ): Promise<T> {
    const { facilities, jobs, signal } = this.#options;
    const { file, interpreter, sdist, what } = job;
    const workDirectory = join(facilities.workDirectory, `b${randomBytes(3).toString('hex')}`);
    facilities.emit({
      kind: 'debug',
      text: `building ${what}${file.filename} with Python ${interpreter.version}`,
    });
    try {
      return await task({
        source: sdist,
        filename: file.filename,
        workDirectory,
        share: coresPerSlot(jobs),
        signal,
        run: this.#runner(interpreter),
        seen: (path, cell) => facilities.isolation.seen(path, cell),
        makeEnvironment: (requires, folders) => this.#makeEnvironment(requires, folders, job),
      });
    } finally {
      await removeTree(workDirectory);
    }
  }

  #runner(interpreter: Interpreter): RunBuildProcess {
    const { isolation, journal, confirmSandbox } = this.#options.facilities;
    return async ({ folders, ...spec }) => {
      await confirmSandbox();
      const readOnly = [interpreter.basePrefix, ...interpreter.elsewhere];
      const argv = isolation.wrap({
        argv: spec.argv,
        folders,
        readOnly,
        layered: true,
      });
      return this.#places.run(() =>
        watchProcess(journal, (onSpawn) =>
          runProcess({
            ...spec,
            argv,
            onSpawn,
            endLeft: (wasKilled) => isolation.endLeft(folders, wasKilled),
          }),
        ),
      );
    };
  }

  async #makeEnvironment(
    requires: readonly string[],
    { cell, env }: CellFolders,
    job: BuildJob,
  ): Promise<BuildEnvironment> {
    const { facilities, compiler } = this.#options;
    const { isolation, linkMode } = facilities;
    const { plan, distributions } = await this.#tools.of(requires, job.interpreter);
    const bytecode = await readyBytecode(distributions, job.interpreter, compiler);
    const runtimePrefix = isolation.seen(env, cell);
    // Nothing compares what a build does to its environment, so that without a sandbox it shares no file.
    const mode = !isolation.protectsEnvironment && linkMode === 'hardlink' ? 'copy' : linkMode;
    await materialise(plan, env, { mode, runtimePrefix, bytecode: bytecode.files });
    return {
      python: join(env, plan.interpreter.paths.scripts, 'python'),
      prefix: env,
      isCompiled: bytecode.isWhole,
      key: hash('sha256', plan.lockText, 'hex'),
    };
  }

  async #firstTools(
    requires: readonly string[],
    job: Pick<BuildJob, 'file' | 'interpreter'>,
  ): Promise<ComposedTools> {
    try {
      return await this.#tools.of(requires, job.interpreter);
    } catch (error) {
      throw requirementTrouble(error, { filename: job.file.filename, requires });
    }
  }
}

interface BuildIdentity extends Pick<SdistFacts, 'notes'> {
  readonly key: BuiltKey;
  /** Where the sdist lies. */
  readonly sdist: string;
  /** The tools that its `pyproject.toml` asks for. */
  readonly lock: Lock;
}

interface BuildJob {
  readonly file: DistFile;
  readonly interpreter: Interpreter;
  readonly sdist: string;
  /** What of it is built, for people. */
  readonly what: string;
}

/** Names a Python without any path of this machine. */
function portableName({ implementation, version, markers }: Interpreter): string {
  return `${implementation}-${version}-${markers.sys_platform}-${markers.platform_machine}`;
}
