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
  | Slowness
  /** What came is no HTTP. */
  | { readonly kind: 'malformed'; readonly reason: string; readonly cause: unknown }
  /** A range was answered with something else. */
  | { readonly kind: 'other-part' }
  /** The body ended too early. */
  | ({ readonly kind: 'incomplete' } & BodyBytes)
  /** The other side could not prove who it is; trying again does not help. */
  | { readonly kind: 'tls'; readonly code: string; readonly text: string; readonly cause: unknown }
  | {
      readonly kind: 'status';
      readonly status: number;
      /** The header of a redirect. */
      readonly location: string | undefined;
      /** Milliseconds that the server asks to wait. */
      readonly retryAfter: number | undefined;
    };

interface BodyBytes {
  readonly got: number;
  readonly expected: number;
}

type Slowness =
  /** The body came with fewer bytes per second than a server must send. */
  | {
      readonly kind: 'slow';
      readonly bytes: number;
      readonly seconds: number;
      /** What it must be at least, in bytes per second. */
      readonly pace: number;
    }
  /** The body was not complete after so many seconds. */
  | { readonly kind: 'endless'; readonly seconds: number };

/** Thrown while a body is read that arrives too slowly. */
export class SlowBody extends Error {
  readonly slowness: Slowness;

  constructor(slowness: Slowness) {
    super(`Slow body: ${JSON.stringify(slowness)}`);
    this.name = 'SlowBody';
    this.slowness = slowness;
  }
}

/** What the transport threw: whatever it is, the other side or the way to it has failed, not spip. */
export class TransportFailure extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'TransportFailure';
  }
}

/** Thrown for an answer with another part of a file than the one asked for. */
export class OtherPart extends Error {}

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

/** Sorts what a request threw; `undefined` if it is no network failure but a bug or an expected error. */
export function problemOf(error: unknown): RequestProblem | undefined {
  if (error instanceof SlowBody) {
    return error.slowness;
  }
  if (error instanceof OtherPart) {
    return { kind: 'other-part' };
  }
  if (error instanceof IncompleteBody) {
    const { got, expected, cause } = error;
    if (cause === undefined) {
      return { kind: 'incomplete', got, expected };
    }
    const problem = problemOf(cause);
    return problem?.kind === 'connection' ? { ...problem, body: { got, expected } } : problem;
  }
  return error instanceof TransportFailure ? transportProblem(error.cause) : undefined;
}

function transportProblem(cause: unknown): RequestProblem {
  const code = codeOf(cause);
  const text = cause instanceof Error ? cause.message : String(cause);
  if (code === undefined || malformedCode.test(code)) {
    return { kind: 'malformed', reason: text, cause };
  }
  if (timeoutCodes.has(code)) {
    return { kind: 'timeout', cause };
  }
  return tlsCode.test(code)
    ? { kind: 'tls', code, text, cause }
    : { kind: 'connection', code, cause };
}

const timeoutCodes: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

const tlsCode =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH|UND_ERR_PRX_TLS|EPROTO$)/;

// Its parser gives its errors no code.
const malformedCode = /^(?:HPE_\w+|UND_ERR_(?:HEADERS_OVERFLOW|INVALID_ARG))$/;

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
