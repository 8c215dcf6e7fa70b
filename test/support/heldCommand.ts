import { writeFile } from 'node:fs/promises';
import { type Server, type Socket, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A child that has started, said so, and waits to be let go. */
export interface HeldChild {
  readonly name: string;
  /** Its pid as it sees it itself: another one outside of a sandbox. */
  readonly pid: number;
  /** Lets it exit with this status. */
  release(status?: number): void;
  /** Resolves when it is gone, whatever the way. */
  readonly gone: Promise<void>;
}

/**
 * Commands that report that they have started and wait until the test lets them go: parallelism without sleeps.
 * They come to a socket in `folder`, which must be short and must be visible to them: in a sandbox name both
 * paths in the command (`python <script> <socket> <name>`).
 */
export class HeldCommands implements AsyncDisposable {
  /** A Python script (2.7 or newer); without arguments it uses the socket it was written with. */
  readonly script: string;
  readonly socket: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #arrived: HeldChild[] = [];
  readonly #waiting: ((child: HeldChild) => void)[] = [];
  #started = 0;

  private constructor(folder: string) {
    this.script = join(folder, 'held.py');
    this.socket = join(folder, 'held.sock');
    this.#server = createServer((socket) => void this.#greet(socket));
  }

  static async open(folder: string): Promise<HeldCommands> {
    const held = new HeldCommands(folder);
    await writeFile(held.script, pythonScript(held.socket));
    await new Promise<void>((resolve, reject) => {
      held.#server.once('error', reject);
      held.#server.listen(held.socket, resolve);
    });
    return held;
  }

  /** A command that needs no Python. */
  nodeCommand(name: string): readonly string[] {
    return [process.execPath, '-e', nodeScript, this.socket, name];
  }

  /** The next child that starts; each child is handed out once. */
  async next(): Promise<HeldChild> {
    const arrived = this.#arrived.shift();
    return arrived ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  async nextOf(count: number): Promise<readonly HeldChild[]> {
    return Promise.all(Array.from({ length: count }, async () => this.next()));
  }

  /** How many have started so far. */
  get started(): number {
    return this.#started;
  }

  /** How many are alive now. */
  get running(): number {
    return this.#sockets.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  async #greet(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    const gone = new Promise<void>((resolve) => {
      socket.once('close', () => {
        this.#sockets.delete(socket);
        resolve();
      });
    });
    // A killed child resets its connection: that is one way to go.
    socket.on('error', () => socket.destroy());
    for await (const line of createInterface({ input: socket })) {
      const [pid = '', ...name] = line.split(' ');
      this.#started += 1;
      this.#hand({
        name: name.join(' '),
        pid: Number(pid),
        release: (status = 0) => void socket.end(`${status}\n`),
        gone,
      });
    }
  }

  #hand(child: HeldChild): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) {
      this.#arrived.push(child);
    } else {
      waiting(child);
    }
  }
}

/** A child whose test goes away without a word exits with this. */
const abandoned = 70;

const nodeScript = `
const [path, name] = process.argv.slice(1);
let status = ${abandoned};
const socket = require('node:net').connect(path, () => socket.write(process.pid + ' ' + name + '\\n'));
socket.on('data', (text) => { status = Number(text); });
socket.on('error', () => {});
socket.on('close', () => { process.exitCode = status; });
`;

function pythonScript(path: string): string {
  return `import os, socket, sys
path, name = (sys.argv[1:] + [${JSON.stringify(path)}, os.environ.get("SPIP_CELL", "")][len(sys.argv) - 1:])[:2]
link = socket.socket(socket.AF_UNIX)
link.connect(path)
link.sendall(("%d %s\\n" % (os.getpid(), name)).encode("utf-8"))
answer = link.makefile("r").readline().strip()
sys.exit(int(answer or ${abandoned}))
`;
}
