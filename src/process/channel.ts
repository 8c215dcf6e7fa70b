import { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long the pipe may stay open without data after the program's end: only a daemon that holds it gets here. */
const drainMs = 100;

/** What is said over descriptor 3. */
export interface ChannelSpec {
  /** Written to the program as it starts. */
  readonly input?: string | Uint8Array | undefined;
  /** Called for each whole line as it comes. */
  readonly onLine: (line: string) => void;
  /** Characters that the program may say; it is not listened to any further. */
  readonly cap: number;
}

/** The pipe for structured results of one program, in bounded memory. */
export class Channel {
  readonly #spec: ChannelSpec;
  #stream: Duplex | undefined;
  /** The beginning of a line whose end has not come. */
  #line = '';
  #length = 0;
  #closed = Promise.withResolvers<void>();

  constructor(spec: ChannelSpec) {
    this.#spec = spec;
  }

  /** Whether the program said more than it may. */
  get isOverCap(): boolean {
    return this.#length > this.#spec.cap;
  }

  open(stream: unknown): void {
    if (!(stream instanceof Duplex)) {
      throw new TypeError('Expected the channel to be a pipe');
    }
    this.#stream = stream;
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => this.#take(chunk));
    // A reset of the pipe is its end; what arrived before counts.
    stream.on('error', () => this.#closed.resolve());
    stream.on('close', () => this.#closed.resolve());
    stream.on('end', () => this.#closed.resolve());
    if (this.#spec.input !== undefined) {
      stream.write(this.#spec.input);
    }
  }

  /** Says more to the program, if it is still there. */
  write(input: Uint8Array): void {
    if (this.#stream?.writable === true) {
      this.#stream.write(input);
    }
  }

  /** Waits for the end of the pipe, or until nothing more comes, and closes it. */
  async drain(): Promise<void> {
    let seen = -1;
    let open = this.#stream !== undefined;
    while (open && !this.isOverCap && seen !== this.#length) {
      seen = this.#length;
      open = await this.#stillOpenAfter(drainMs);
    }
    this.#stream?.destroy();
  }

  async #stillOpenAfter(milliseconds: number): Promise<boolean> {
    const waited = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => waited.resolve(true), milliseconds);
    try {
      const open = await Promise.race([waited.promise, this.#closed.promise.then(() => false)]);
      // Timers come before pipes in a turn of the event loop: after a long turn what has arrived is not read yet.
      await nextTurn();
      return open;
    } finally {
      clearTimeout(timer);
    }
  }

  #take(chunk: string): void {
    this.#length += chunk.length;
    if (this.isOverCap) {
      this.#stream?.destroy();
      return;
    }
    const lines = (this.#line + chunk).split('\n');
    this.#line = lines.pop() ?? '';
    lines.forEach((line) => this.#spec.onLine(line));
  }
}
