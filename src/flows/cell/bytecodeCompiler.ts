import { setTimeout as delay } from 'node:timers/promises';
import { Limit } from '../../lib/limit.ts';
import { messageOf } from '../../lib/messageOf.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import type { ProcessSpec } from '../../process/processSpec.ts';
import { runProcess } from '../../process/runProcess.ts';
import { compileProgram } from '../../store/compileProgram.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { watchProcess } from '../run/watchProcess.ts';

interface Surroundings extends Pick<Facilities, 'emit'> {
  readonly store: Pick<Facilities['store'], 'makeBytecode'>;
  readonly journal: Pick<Facilities['journal'], 'intend' | 'done'>;
}

const compileMs = 300_000;
const patienceMs = 1000;

/**
 * Fills the store with byte-code beside the run: one wheel at a time, at the lowest priority, for later cells.
 * No cell waits for it, and what has not begun when the run ends is left for the next one.
 */
export class BytecodeCompiler {
  readonly #facilities: Surroundings;
  readonly #queue = new Limit(1);
  readonly #ordered = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();
  readonly #patience: () => Promise<void>;

  /** `patience`: how long the end of the run waits for what is being compiled. */
  constructor(
    facilities: Surroundings,
    patience: () => Promise<void> = () => delay(patienceMs, undefined, { ref: false }),
  ) {
    this.#facilities = facilities;
    this.#patience = patience;
  }

  order(wheel: StoredWheel, interpreter: Interpreter): void {
    const key = `${wheel.sha256} ${interpreter.build}`;
    if (!this.#ordered.has(key)) {
      this.#ordered.set(
        key,
        this.#queue.run(() => this.#compile(wheel, interpreter)),
      );
    }
  }

  /** Drops what has not begun; lets the running one finish if that is soon, else ends it. */
  async close(): Promise<void> {
    this.#stop.abort();
    const ended = Promise.all(this.#ordered.values());
    if (this.#ordered.size > 0) {
      await Promise.race([ended, this.#patience()]);
    }
    this.#kill.abort();
    await ended;
  }

  async #compile(wheel: StoredWheel, interpreter: Interpreter): Promise<void> {
    if (this.#stop.signal.aborted) {
      return;
    }
    const { store, journal, emit } = this.#facilities;
    try {
      await store.makeBytecode(wheel, interpreter, async (source, target) => {
        // In the journal: else it goes on writing after the death of this run, into what a sweep removes.
        const { exitStatus } = await watchProcess(journal, (onSpawn) =>
          runProcess({
            ...compileSpec(interpreter, source, target),
            signal: this.#kill.signal,
            onSpawn,
          }),
        );
        if (exitStatus !== 0) {
          throw new Error(`exit status ${String(exitStatus)}`);
        }
      });
    } catch (error) {
      // Only a speed-up is lost.
      const reason = messageOf(error);
      emit({ kind: 'debug', text: `no byte-code of ${wheel.filename}: ${reason}` });
    }
  }
}

function compileSpec(interpreter: Interpreter, source: string, target: string): ProcessSpec {
  const python = [interpreter.executable, '-I', '-S', '-c', compileProgram];
  return {
    argv: ['nice', '-n', '19', ...python, source, target],
    cwd: target,
    // The last one means nothing to it: by this a sweep finds it.
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', VIRTUAL_ENV: target },
    timeoutMs: compileMs,
    outputCap: 1_000_000,
    logPath: '/dev/null',
  };
}
