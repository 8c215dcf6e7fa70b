import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { Server, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { once } from 'node:events';
import { respond } from './indexFaults.ts';
import type { Answer, Fault, Response } from './indexFaults.ts';
import { htmlPage, jsonPage, sha256 } from './indexPages.ts';
import type { ServedFile } from './indexPages.ts';

/** Project name -> its files. Tests may change it while the server runs. */
export type World = Record<string, readonly ServedFile[]>;

export interface IndexServerOptions {
  /** What pages can be had as; default both, as the public index. */
  readonly formats?: readonly ('json' | 'html')[] | undefined;
  /** `plain` drops core-metadata and data-requires-python, as mirrors do; default `full`. */
  readonly kind?: 'full' | 'plain' | undefined;
  readonly etag?: boolean | undefined;
  readonly cacheControl?: string | undefined;
  /** Whether files can be read in ranges; default true. `whole`: any range gets the whole file, as 206. */
  readonly ranges?: boolean | 'whole' | undefined;
  readonly gzip?: boolean | undefined;
  /** PEM key and certificate: serve HTTPS, HTTP/2 included. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}

type RequestKind = 'page' | 'metadata' | 'file' | 'range' | 'other';

interface SeenRequest {
  readonly kind: RequestKind;
  readonly path: string;
  /** With its `?`, or empty. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
}

/** Requests for some path wait until the test lets them go. */
interface Hold {
  /** Resolves as soon as `count` requests wait here. */
  arrived(count?: number): Promise<void>;
  release(): void;
}

export interface IndexServer {
  /** `http://127.0.0.1:<port>/simple` */
  readonly url: string;
  readonly world: World;
  readonly requests: readonly SeenRequest[];
  /** How many requests of this kind, or for this path, came in. */
  count(kindOrPath: RequestKind | `/${string}`): number;
  /** Breaks the answers for a path (`/simple/six/`, `/files/x.whl`, `*` for all), the next `times` of them or all. */
  break(path: string, fault: Fault, times?: number): void;
  mend(): void;
  hold(path: string): Hold;
  close(): Promise<void>;
}

/** An index in this process on 127.0.0.1 and a free port; see `IndexServer` for what tests can do with it. */
export async function startIndexServer(
  world: World,
  options: IndexServerOptions = {},
): Promise<IndexServer> {
  const requests: SeenRequest[] = [];
  const faults: { path: string; fault: Fault; left: number }[] = [];
  const holds: { path: string; gate: Gate }[] = [];
  const sockets = new Set<Socket>();

  const handle = async (request: Request, response: Response): Promise<void> => {
    const { pathname: path, search: query } = new URL(request.url ?? '/', 'http://x');
    requests.push({ kind: kindOf(path, request.headers), path, query, headers: request.headers });
    await holds.find((hold) => matches(hold.path, path))?.gate.pass();
    const broken = faults.find((entry) => entry.left > 0 && matches(entry.path, path));
    if (broken !== undefined) {
      broken.left -= 1;
    }
    const whole = broken?.fault.kind === 'ignore-range';
    const headers = whole ? { ...request.headers, range: undefined } : request.headers;
    await respond(response, answer(world, { path, headers, options }), broken?.fault);
  };
  const listener = (request: Request, response: Response): void => {
    // A test that closes the connection early is none of the server's business.
    handle(request, response).catch(() => response.stream?.destroy());
  };
  const server: Server =
    options.tls === undefined
      ? createServer(listener)
      : createSecureServer({ ...options.tls, allowHTTP1: true }, listener);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  return {
    url: `http${options.tls === undefined ? '' : 's'}://127.0.0.1:${port}/simple`,
    world,
    requests,
    count: (wanted) =>
      requests.filter(({ kind, path }) => (wanted.startsWith('/') ? path : kind) === wanted).length,
    break: (path, fault, times = Infinity) => void faults.push({ path, fault, left: times }),
    mend: () => void faults.splice(0),
    hold: (path) => {
      const gate = new Gate();
      holds.unshift({ path, gate });
      return gate;
    },
    close: async () => {
      holds.forEach(({ gate }) => gate.release());
      const closed = once(server, 'close');
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}

/** The part of a request that HTTP/1 and HTTP/2 have in common. */
interface Request {
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

class Gate implements Hold {
  readonly #waiting: (() => void)[] = [];
  readonly #watchers: { count: number; resolve: () => void }[] = [];
  #open = false;

  async pass(): Promise<void> {
    if (this.#open) {
      return;
    }
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      this.#notify();
    });
  }

  arrived(count = 1): Promise<void> {
    return new Promise((resolve) => {
      this.#watchers.push({ count, resolve });
      this.#notify();
    });
  }

  release(): void {
    this.#open = true;
    this.#waiting.splice(0).forEach((resolve) => resolve());
  }

  #notify(): void {
    for (const watcher of this.#watchers.filter(({ count }) => this.#waiting.length >= count)) {
      watcher.resolve();
    }
  }
}

function matches(pattern: string, path: string): boolean {
  return pattern === '*' || pattern === path;
}

function kindOf(path: string, headers: IncomingHttpHeaders): RequestKind {
  if (path.startsWith('/simple/')) {
    return 'page';
  }
  if (!path.startsWith('/files/')) {
    return 'other';
  }
  if (path.endsWith('.metadata')) {
    return 'metadata';
  }
  return headers.range === undefined ? 'file' : 'range';
}

function answer(
  world: World,
  asked: { path: string; headers: IncomingHttpHeaders; options: IndexServerOptions },
): Answer {
  const project = /^\/simple\/([^/]+)\/$/.exec(asked.path)?.[1];
  const files = project === undefined ? undefined : world[project];
  if (project !== undefined && files !== undefined) {
    return page(project, files, asked);
  }
  const filename = asked.path.replace(/^\/files\//, '').replace(/\.metadata$/, '');
  const file = Object.values(world)
    .flat()
    .find((candidate) => candidate.filename === filename);
  if (file === undefined || !asked.path.startsWith('/files/')) {
    return { status: 404, headers: {}, body: Buffer.from('not found') };
  }
  if (asked.path.endsWith('.metadata')) {
    return file.metadata === undefined || asked.options.kind === 'plain'
      ? { status: 404, headers: {}, body: Buffer.from('no metadata') }
      : { status: 200, headers: {}, body: Buffer.from(file.metadata) };
  }
  if (asked.options.ranges === false) {
    return { status: 200, headers: {}, body: file.bytes };
  }
  const { range } = asked.headers;
  const all = asked.options.ranges === 'whole' && range !== undefined;
  return ranged(file.bytes, all ? 'bytes=0-' : range);
}

function page(
  name: string,
  files: readonly ServedFile[],
  asked: { headers: IncomingHttpHeaders; options: IndexServerOptions },
): Answer {
  const { formats = ['json', 'html'], kind = 'full', etag, cacheControl, gzip } = asked.options;
  const json =
    formats.includes('json') &&
    (asked.headers.accept?.includes('application/vnd.pypi.simple.v1+json') ?? false);
  const text = (json ? jsonPage : htmlPage)(name, files, { plain: kind === 'plain' });
  const tag = `"${sha256(text).slice(0, 16)}"`;
  const headers: OutgoingHttpHeaders = {
    ...(etag === true ? { etag: tag } : {}),
    ...(cacheControl === undefined ? {} : { 'cache-control': cacheControl }),
  };
  if (etag === true && asked.headers['if-none-match'] === tag) {
    return { status: 304, headers, body: Buffer.alloc(0) };
  }
  headers['content-type'] = json ? 'application/vnd.pypi.simple.v1+json' : 'text/html';
  if (gzip === true && (asked.headers['accept-encoding']?.includes('gzip') ?? false)) {
    headers['content-encoding'] = 'gzip';
    return { status: 200, headers, body: gzipSync(text) };
  }
  return { status: 200, headers, body: Buffer.from(text) };
}

function ranged(bytes: Uint8Array, range: string | undefined): Answer {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') {
    return { status: 200, headers: { 'accept-ranges': 'bytes' }, body: bytes };
  }
  const start = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes.length : Math.min(bytes.length, Number(last) + 1);
  if (start >= bytes.length) {
    const headers = { 'content-range': `bytes */${bytes.length}` };
    return { status: 416, headers, body: Buffer.alloc(0) };
  }
  return {
    status: 206,
    headers: { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` },
    body: bytes.subarray(start, end),
  };
}
