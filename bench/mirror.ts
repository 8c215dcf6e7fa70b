import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { withFileAccess } from '../src/archive/randomAccess.ts';
import { readZipEntry } from '../src/archive/readZipEntry.ts';
import { readZipDirectory } from '../src/archive/zipDirectory.ts';
import { OnceMap } from '../src/lib/onceMap.ts';
import type { DistFile, ProjectFiles } from '../src/model/distFile.ts';
import { htmlPage, jsonPage } from './mirrorPages.ts';

/** Where the mirror takes from what it does not have yet. */
export interface Upstream {
  project(name: string): Promise<ProjectFiles | undefined>;
  download(file: DistFile, destination: string): Promise<void>;
}

export interface Mirror {
  /** `http://127.0.0.1:<port>/simple` */
  readonly url: string;
  /** Requests answered so far. */
  requests(): number;
  close(): Promise<void>;
}

const jsonType = 'application/vnd.pypi.simple.v1+json';
const pageCaching = 'max-age=600, public';
const fileCaching = 'max-age=365000000, immutable, public';

/**
 * An index on the loopback that fills itself from another one and answers as the public index does: JSON and HTML pages
 * with ETag and Cache-Control, files in ranges, and `.metadata` advertised for every wheel.
 */
export async function startMirror(upstream: Upstream, folder: string): Promise<Mirror> {
  await mkdir(folder, { recursive: true });
  const shelf = new Shelf(upstream, folder);
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    void answer(request, response, shelf).catch((error: unknown) => {
      response.statusCode = 502;
      response.end(error instanceof Error ? error.message : String(error));
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/simple`,
    requests: () => requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** What the mirror holds: pages for as long as it runs, files for ever. */
class Shelf {
  readonly #upstream: Upstream;
  readonly #folder: string;
  readonly #pages = new OnceMap<string, ProjectFiles | undefined>();
  readonly #paths = new OnceMap<string, string>();
  readonly #files = new Map<string, DistFile>();

  constructor(upstream: Upstream, folder: string) {
    this.#upstream = upstream;
    this.#folder = folder;
  }

  page(name: string): Promise<ProjectFiles | undefined> {
    return this.#pages.get(name, async () => {
      const page = await this.#upstream.project(name);
      page?.files.forEach((file) => this.#files.set(file.filename, file));
      return page;
    });
  }

  /** Where the file lies on disk; `undefined` if no page that was asked for names it. */
  async path(filename: string): Promise<string | undefined> {
    const file = this.#files.get(filename);
    return file === undefined
      ? undefined
      : await this.#paths.get(filename, () => this.#fetch(file, join(this.#folder, filename)));
  }

  async metadata(filename: string): Promise<Buffer | undefined> {
    const wheel = filename.endsWith('.whl') ? await this.path(filename) : undefined;
    if (wheel === undefined) {
      return undefined;
    }
    const kept = `${wheel}.metadata`;
    return await readFile(kept).catch(async () => {
      const text = await readMetadata(wheel);
      await writeFile(kept, text);
      return text;
    });
  }

  async #fetch(file: DistFile, path: string): Promise<string> {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) {
      const partial = `${path}.${process.pid}.part`;
      await this.#upstream.download(file, partial);
      await rename(partial, path);
    }
    return path;
  }
}

function readMetadata(wheel: string): Promise<Buffer> {
  return withFileAccess(wheel, async (access) => {
    const directory = await readZipDirectory(access, { archive: wheel });
    const entry = directory.entries.find(({ path }) => /^[^/]+\.dist-info\/METADATA$/.test(path));
    if (entry === undefined) {
      throw new Error(`Expected METADATA in \`${wheel}\``);
    }
    return await readZipEntry({ access, directory }, entry);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  shelf: Shelf,
): Promise<void> {
  const [, room, name = '', ...rest] = (request.url ?? '/').split('/').map(decodeURIComponent);
  const page = room === 'simple' && rest.length === 1 ? await shelf.page(name) : undefined;
  if (page !== undefined) {
    sendPage(request, response, page);
    return;
  }
  const metadata = room === 'files' ? /^(.+)\.metadata$/.exec(name)?.[1] : undefined;
  const text = metadata === undefined ? undefined : await shelf.metadata(metadata);
  if (text !== undefined) {
    send({ request, response, body: text, type: 'application/octet-stream', caching: fileCaching });
    return;
  }
  const path = room === 'files' ? await shelf.path(name) : undefined;
  if (path !== undefined) {
    await sendFile(request, response, path);
    return;
  }
  response.statusCode = 404;
  response.end();
}

function sendPage(request: IncomingMessage, response: ServerResponse, page: ProjectFiles): void {
  const asJson = request.headers.accept?.includes(jsonType) === true;
  response.setHeader('vary', 'accept');
  send({
    request,
    response,
    body: Buffer.from(asJson ? jsonPage(page) : htmlPage(page)),
    type: asJson ? jsonType : 'text/html; charset=utf-8',
    caching: pageCaching,
  });
}

interface Sending {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly type: string;
  readonly caching: string;
}

function send({ request, response, body, type, caching }: Sending): void {
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
  response.setHeader('etag', etag);
  response.setHeader('cache-control', caching);
  if (request.headers['if-none-match'] === etag) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.setHeader('content-type', type);
  response.setHeader('content-length', body.length);
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const { size } = await stat(path);
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
  const [first, last] = range === null ? [0, size - 1] : spanOf(range[1], range[2], size);
  response.statusCode = range === null ? 200 : 206;
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('cache-control', fileCaching);
  response.setHeader('content-type', 'application/octet-stream');
  response.setHeader('content-length', last - first + 1);
  if (range !== null) {
    response.setHeader('content-range', `bytes ${first}-${last}/${size}`);
  }
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await pipeline(createReadStream(path, { start: first, end: last }), response);
}

/** First and last byte of a range; without a first byte the last so many are meant. */
function spanOf(
  from: string | undefined,
  to: string | undefined,
  size: number,
): readonly [number, number] {
  if (from === undefined || from === '') {
    return [Math.max(0, size - Number(to)), size - 1];
  }
  return [Number(from), Math.min(size - 1, to === undefined || to === '' ? size - 1 : Number(to))];
}
