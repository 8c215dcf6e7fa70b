import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A program that reports more than this is not reporting. */
const channelCap = 4 * 1024 * 1024;
/** How long the pipe may stay open without data after the program's end: only a daemon that holds it gets here. */
const drainMs = 100;

/** Reads structured results from a pipe, in bounded memory. */
export class ChannelReader {
  readonly #onLine: ((line: string) => void) | undefined;
  #stream: Readable | undefined;
  #text = '';
  #delivered = 0;
  #bytes = 0;
  #closed = Promise.withResolvers<void>();

  constructor(onLine: ((line: string) => void) | undefined) {
    this.#onLine = onLine;
  }

  get bytes(): number {
    return this.#bytes;
  }

  listen(stream: unknown): void {
    if (!(stream instanceof Readable)) {
      throw new TypeError('Expected the channel to be a readable pipe');
    }
    this.#stream = stream;
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => this.#take(chunk));
    // A reset of the pipe is its end; what arrived before counts.
    stream.on('error', () => this.#closed.resolve());
    stream.on('close', () => this.#closed.resolve());
    stream.on('end', () => this.#closed.resolve());
  }

  /** Waits for the end of the pipe, or until nothing more comes, and closes it. */
  async drain(): Promise<string> {
    let seen = -1;
    let open = this.#stream !== undefined;
    while (open && seen !== this.#bytes) {
      seen = this.#bytes;
      open = await this.#stillOpenAfter(drainMs);
    }
    this.#stream?.destroy();
    return this.#text;
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
    this.#bytes += chunk.length;
    if (this.#text.length + chunk.length > channelCap) {
      return;
    }
    this.#text += chunk;
    let end = this.#text.indexOf('\n', this.#delivered);
    while (end !== -1) {
      const line = this.#text.slice(this.#delivered, end);
      this.#delivered = end + 1;
      this.#onLine?.(line);
      end = this.#text.indexOf('\n', this.#delivered);
    }
  }
}
