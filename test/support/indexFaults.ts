import type { OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

/** What to do in place of the right answer. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: OutgoingHttpHeaders | undefined;
    }
  | { readonly kind: 'redirect'; readonly to: string }
  | {
      readonly kind: 'body';
      readonly body: string | Uint8Array;
      readonly contentType: string;
      readonly headers?: OutgoingHttpHeaders | undefined;
    }
  /** Promises the whole body, sends this share of it (0 to 1) and cuts the connection. */
  | { readonly kind: 'cut'; readonly share: number }
  /** Answers 206 with a Content-Range and bytes that were not asked for. */
  | { readonly kind: 'wrong-range' }
  /** Answers 200 with the whole body to a range request. */
  | { readonly kind: 'ignore-range' }
  | { readonly kind: 'never' }
  /** Sends `bytes` at a time, the next whenever `next` resolves. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly next: () => Promise<void> }
  /** Leaves the connection to the test, which may send what no server should; HTTP/1 only. */
  | { readonly kind: 'raw'; readonly send: (socket: RawSocket) => void }
  /** Breaks the connection, for HTTP/2 with all that goes on in it. */
  | { readonly kind: 'reset' };

export type RawSocket = Pick<Socket, 'write' | 'destroyed' | 'once'>;

/** The part of a response that HTTP/1 and HTTP/2 have in common. */
export interface Response {
  readonly socket: (RawSocket & Pick<Socket, 'destroy'>) | null;
  /** Only HTTP/2 has one. */
  readonly stream?: { readonly session: { destroy(): unknown } | undefined; destroy(): unknown };
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown;
  write(chunk: Uint8Array): boolean;
  end(chunk?: Uint8Array | string): unknown;
}

/** The right answer, before a fault spoils it. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Uint8Array;
}

/** Sends the answer, or what the fault makes of it. */
export async function respond(
  response: Response,
  answer: Answer,
  fault: Fault | undefined,
): Promise<void> {
  switch (fault?.kind) {
    case undefined:
    case 'ignore-range':
      send(response, answer);
      return;
    case 'status':
    case 'redirect':
    case 'body':
    case 'wrong-range':
      send(response, another(fault));
      return;
    case 'cut':
      await cut(response, answer, fault.share);
      return;
    case 'drip':
      await drip(response, answer, fault);
      return;
    case 'never':
    case 'raw':
    case 'reset':
      dropOrKeep(response, fault);
  }
}

function dropOrKeep(response: Response, fault: Fault & { kind: 'never' | 'raw' | 'reset' }): void {
  switch (fault.kind) {
    case 'never':
      return;
    case 'raw':
      if (response.socket !== null) {
        fault.send(response.socket);
      }
      return;
    case 'reset':
      (response.stream?.session ?? response.socket)?.destroy();
  }
}

function another(fault: Fault & { kind: 'status' | 'redirect' | 'body' | 'wrong-range' }): Answer {
  switch (fault.kind) {
    case 'status': {
      const { status, headers = {} } = fault;
      return { status, headers, body: Buffer.from(`status ${status}`) };
    }
    case 'redirect':
      return { status: 302, headers: { location: fault.to }, body: Buffer.alloc(0) };
    case 'body':
      return {
        status: 200,
        headers: { 'content-type': fault.contentType, ...fault.headers },
        body: Buffer.from(fault.body),
      };
    case 'wrong-range':
      return {
        status: 206,
        headers: { 'content-range': 'bytes 0-3/4' },
        body: Buffer.from('oops'),
      };
  }
}

function send(response: Response, { status, headers, body }: Answer): void {
  response.writeHead(
    status,
    status === 304 ? headers : { ...headers, 'content-length': body.length },
  );
  response.end(body);
}

async function cut(response: Response, answer: Answer, share: number): Promise<void> {
  const { status, headers, body } = answer;
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.write(body.subarray(0, Math.floor(body.length * share)));
  // One turn of the loop, so that the first part leaves before the end.
  await new Promise((resolve) => setImmediate(resolve));
  (response.stream ?? response.socket)?.destroy();
}

async function drip(
  response: Response,
  { status, headers, body }: Answer,
  fault: Fault & { kind: 'drip' },
): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  for (let at = 0; at < body.length; at += fault.bytes) {
    await fault.next();
    response.write(body.subarray(at, at + fault.bytes));
  }
  response.end();
}
