import { Limit } from '../lib/limit.ts';
import type { EmitEvent } from '../model/runEvent.ts';
import type { Interpreter } from '../model/interpreter.ts';
import type { StoredWheel } from '../model/storedWheel.ts';
import { runProcess } from '../process/runProcess.ts';
import { compileProgram } from '../store/compileProgram.ts';
import type { Store } from '../store/openStore.ts';

const compileMs = 300_000;

/**
 * Fills the store with byte-code beside the run: one wheel at a time, at the lowest priority, for later cells.
 * No cell waits for it, and what has not begun when the run ends is left for the next one.
 */
export class BytecodeCompiler {
  readonly #store: Store;
  readonly #emit: EmitEvent;
  readonly #queue = new Limit(1);
  readonly #ordered = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(store: Store, emit: EmitEvent) {
    this.#store = store;
    this.#emit = emit;
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

  /** Lets the running one finish and drops the others. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#ordered.values());
  }

  async #compile(wheel: StoredWheel, interpreter: Interpreter): Promise<void> {
    if (this.#stop.signal.aborted) {
      return;
    }
    try {
      await this.#store.makeBytecode(wheel, interpreter, async (source, target) => {
        const { exitStatus } = await runProcess({
          argv: [
            'nice',
            '-n',
            '19',
            interpreter.executable,
            '-I',
            '-S',
            '-c',
            compileProgram,
            source,
            target,
          ],
          cwd: target,
          env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
          timeoutMs: compileMs,
          outputCap: 1_000_000,
          logPath: '/dev/null',
        });
        if (exitStatus !== 0) {
          throw new Error(`exit status ${String(exitStatus)}`);
        }
      });
    } catch (error) {
      // Only a speed-up is lost.
      const reason = error instanceof Error ? error.message : String(error);
      this.#emit({ kind: 'debug', text: `no byte-code of ${wheel.filename}: ${reason}` });
    }
  }
}
