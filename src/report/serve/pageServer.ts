import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What is served, by the path behind the token: '' is the page itself. */
export type Answer = (path: string) => Promise<string | undefined>;

export interface PageServer {
  /** With its token: whoever does not know it gets nothing. */
  readonly url: string;
  /** How many browsers follow. */
  followers(): number;
  /** Tells all who follow; who reads too slowly is dropped, so that nobody is waited for. */
  send(message: object): void;
  close(): Promise<void>;
}

/**
 * Serves pages to this machine alone, and only to be read: on 127.0.0.1, behind a token in the address, to requests that name
 * this very place as their host and come from no other page. `greeting` is the first message to who follows.
 */
export async function openPageServer(answer: Answer, greeting: () => object): Promise<PageServer> {
  const token = randomBytes(16).toString('hex');
  const followers = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const path = allowedPath(request, { token, port: (server.address() as AddressInfo).port });
    if (path === undefined) {
      refuse(response, 403);
    } else if (path === 'events') {
      follow(response, followers, greeting());
    } else {
      void reply(response, path, answer);
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
    followers: () => followers.size,
    send: (message) => {
      for (const response of followers) {
        write(response, message);
      }
    },
    close: async () => {
      followers.forEach((response) => response.end());
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

async function reply(response: ServerResponse, path: string, answer: Answer): Promise<void> {
  try {
    const text = await answer(path);
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

function follow(response: ServerResponse, followers: Set<ServerResponse>, greeting: object): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
  response.on('error', () => followers.delete(response));
  response.on('close', () => followers.delete(response));
  followers.add(response);
  write(response, greeting);
}

// Bytes that wait for one who follows.
const mostWaiting = 4_000_000;

function write(response: ServerResponse, message: object): void {
  if (response.writableLength > mostWaiting) {
    response.destroy();
  } else {
    response.write(`data: ${JSON.stringify(message)}\n\n`);
  }
}
