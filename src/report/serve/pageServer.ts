import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is served, by the path behind the token. */
export interface Served {
  /** A page; '' is the first. */
  readonly page: (path: string) => Promise<string | undefined>;
  /** Messages to whoever follows: `say` sends one, what this returns is called when nobody reads on. */
  readonly follow?: (path: string, say: (message: object) => void) => (() => void) | undefined;
}

export interface PageServer {
  /** With its token: whoever does not know it gets nothing. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves pages to this machine alone, and only to be read: on 127.0.0.1, behind a token in the address, to requests that name
 * this very place as their host and come from no other page.
 */
export async function openPageServer({ page, follow }: Served): Promise<PageServer> {
  const token = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    const path = allowedPath(request, { token, port: (server.address() as AddressInfo).port });
    if (path === undefined) {
      refuse(response, 403);
      return;
    }
    const stop = follow?.(path, (message) => write(response, message));
    if (stop === undefined) {
      void reply(response, path, page);
    } else {
      response.on('error', () => undefined);
      response.on('close', stop);
    }
  });
  // A server that nobody asks keeps no run alive.
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** What a request may have: the path behind the token; `undefined` for all that is not allowed. */
function allowedPath(
  { method, url = '', headers }: IncomingMessage,
  { token, port }: { readonly token: string; readonly port: number },
): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = headers;
  const isOwn = hosts.includes(host) && (origin === undefined || origin === `http://${host}`);
  const [, given = '', path] = /^\/([^/?]*)\/([a-z0-9]*)$/.exec(url) ?? [];
  const known =
    given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));
  return isOwn && known && method === 'GET' ? path : undefined;
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' });
  response.end(status === 403 ? 'Forbidden\n' : 'Not found\n');
}

const headers = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
};

async function reply(response: ServerResponse, path: string, page: Served['page']): Promise<void> {
  try {
    const text = await page(path);
    if (text === undefined) {
      refuse(response, 404);
    } else {
      response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' });
      response.end(text);
    }
  } catch {
    refuse(response, 404);
  }
}

// Bytes that wait for one who follows.
const mostWaiting = 4_000_000;

/** Who reads too slowly is dropped, so that nobody is waited for. */
function write(response: ServerResponse, message: object): void {
  if (response.writableLength > mostWaiting) {
    response.destroy();
    return;
  }
  if (!response.headersSent) {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
  }
  response.write(`data: ${JSON.stringify(message)}\n\n`);
}
