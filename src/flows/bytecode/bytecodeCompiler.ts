import { messageOf } from '../../lib/messageOf.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import type { ProcessSpec } from '../../process/processSpec.ts';
import { runProcess } from '../../process/runProcess.ts';
import type { BytecodeFile } from '../../store/bytecode.ts';
import { compileProgram } from '../../store/compileProgram.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { watchProcess } from '../run/watchProcess.ts';

interface Surroundings extends Pick<Facilities, 'emit'> {
  readonly store: Pick<Facilities['store'], 'bytecodeOf' | 'makeBytecode' | 'isNew'>;
  readonly journal: Pick<Facilities['journal'], 'intend' | 'done'>;
}

const compileMs = 300_000;

/**
 * Makes the byte-code of wheels when it pays: before the second cell of a Python that wants a wheel, or the first one
 * where an earlier run has brought it. A release that is tested once on a new machine is not compiled as a whole.
 */
export class BytecodeCompiler {
  readonly #facilities: Surroundings;
  readonly #wanted = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();

  constructor(facilities: Surroundings) {
    this.#facilities = facilities;
  }

  /** The byte-code of a wheel if there is some or it pays to make it. */
  async bytecodeOf(
    wheel: StoredWheel,
    interpreter: Interpreter,
  ): Promise<readonly BytecodeFile[] | undefined> {
    const { store } = this.#facilities;
    const found = await store.bytecodeOf(wheel, interpreter);
    if (found !== undefined) {
      return found;
    }
    const key = `${wheel.sha256} ${interpreter.build}`;
    const pays = this.#wanted.has(key) || !store.isNew(wheel);
    this.#wanted.add(key);
    return pays && !this.#failed.has(key) && !interpreter.version.startsWith('2.')
      ? await this.#make(wheel, interpreter, key)
      : undefined;
  }

  /** Ends what is being compiled. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  async #make(
    wheel: StoredWheel,
    interpreter: Interpreter,
    key: string,
  ): Promise<readonly BytecodeFile[] | undefined> {
    const made = this.#compile(wheel, interpreter).catch((error: unknown) => {
      // Only a speed-up is lost.
      this.#failed.add(key);
      const text = `no byte-code of ${wheel.filename}: ${messageOf(error)}`;
      this.#facilities.emit({ kind: 'debug', text });
      return undefined;
    });
    this.#running.add(made);
    try {
      return await made;
    } finally {
      this.#running.delete(made);
    }
  }

  #compile(wheel: StoredWheel, interpreter: Interpreter): Promise<readonly BytecodeFile[]> {
    const { store, journal } = this.#facilities;
    return store.makeBytecode(wheel, interpreter, async (source, target) => {
      this.#stop.signal.throwIfAborted();
      // In the journal: else it goes on writing after the death of this run, into what a sweep removes.
      const { exitStatus } = await watchProcess(journal, (onSpawn) =>
        runProcess({
          ...compileSpec(interpreter, source, target),
          signal: this.#stop.signal,
          onSpawn,
        }),
      );
      if (exitStatus !== 0) {
        throw new Error(`exit status ${String(exitStatus)}`);
      }
    });
  }
}

function compileSpec(interpreter: Interpreter, source: string, target: string): ProcessSpec {
  return {
    argv: [interpreter.executable, '-I', '-S', '-c', compileProgram, source, target],
    cwd: target,
    // The last one means nothing to it: by this a sweep finds it.
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', VIRTUAL_ENV: target },
    timeoutMs: compileMs,
    outputCap: 1_000_000,
    logPath: '/dev/null',
  };
}
