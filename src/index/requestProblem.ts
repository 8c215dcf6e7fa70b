/** Why a request got no usable answer. */
export type RequestProblem =
  /** The connection failed, before or within the answer. */
  | {
      readonly kind: 'connection';
      readonly code: string;
      readonly cause: unknown;
      /** How much of a body of known length had come by then, in bytes. */
      readonly body?: BodyBytes | undefined;
    }
  /** No byte came within the limit. */
  | { readonly kind: 'timeout'; readonly cause: unknown }
  /** The body ended too early. */
  | ({ readonly kind: 'incomplete' } & BodyBytes)
  /** The other side could not prove who it is; trying again does not help. */
  | { readonly kind: 'tls'; readonly code: string; readonly text: string; readonly cause: unknown }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly url: string;
      /** Milliseconds that the server asks to wait. */
      readonly retryAfter: number | undefined;
    };

interface BodyBytes {
  readonly got: number;
  readonly expected: number;
}

/** Thrown while a body is read, so that the request is tried again. */
export class IncompleteBody extends Error {
  readonly got: number;
  readonly expected: number;

  /** `cause` is what ended it, where the body did not end by itself. */
  constructor(got: number, expected: number, cause?: unknown) {
    super(`Incomplete body: ${got} of ${expected} bytes`, { cause });
    this.name = 'IncompleteBody';
    this.got = got;
    this.expected = expected;
  }
}

/** Sorts what the transport threw; `undefined` if it is no network failure but a bug or an expected error. */
export function problemOf(error: unknown): RequestProblem | undefined {
  if (error instanceof IncompleteBody) {
    const { got, expected, cause } = error;
    if (cause === undefined) {
      return { kind: 'incomplete', got, expected };
    }
    const problem = problemOf(cause);
    return problem?.kind === 'connection' ? { ...problem, body: { got, expected } } : problem;
  }
  const code = codeOf(error);
  if (code === undefined) {
    return undefined;
  }
  if (timeoutCodes.has(code)) {
    return { kind: 'timeout', cause: error };
  }
  if (tlsCode.test(code)) {
    const text = error instanceof Error ? error.message : '';
    return { kind: 'tls', code, text, cause: error };
  }
  return connectionCode.test(code) ? { kind: 'connection', code, cause: error } : undefined;
}

const timeoutCodes: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

const tlsCode =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH|UND_ERR_PRX_TLS|EPROTO$)/;

// Errno words of sockets and name service, `ERR_HTTP2_...` a broken session, `HPE_...` an answer that is no HTTP.
const connectionCode =
  /^(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|E(?:HOST|NET)[A-Z]+|ENOTFOUND|EPIPE|EADDRNOTAVAIL|EACCES|EPERM|EMFILE|ENFILE|EAI_[A-Z]+|UND_ERR_(?:SOCKET|INFO|PRX_CONN|ABORTED|RES_CONTENT_LENGTH_MISMATCH|RESPONSE|CLOSED|DESTROYED)|ERR_HTTP2_\w+|ERR_STREAM_PREMATURE_CLOSE|HPE_\w+)$/;

/** The code of an error or of what caused it, for example the first of several addresses that were tried. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  if (error instanceof AggregateError && error.errors.length > 0) {
    return codeOf(error.errors[0]);
  }
  const cause = codeOf(error.cause);
  const own = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // undici wraps what the socket says into its own words.
  return cause !== undefined && (own === undefined || own.startsWith('UND_ERR')) ? cause : own;
}
