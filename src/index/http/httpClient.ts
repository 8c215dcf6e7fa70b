import { Limit } from '../../lib/limit.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { EmitEvent } from '../../model/runEvent.ts';
import type { IndexSettings } from '../../model/settings.ts';
import type { AnswerLimits, SizeLimit } from './answerLimits.ts';
import { credentialStore } from './credentialStore.ts';
import type { CredentialStore } from './credentialStore.ts';
import { followed } from './describeStatus.ts';
import type { MutableCounters, RequestKind } from './requestCounters.ts';
import { requestError } from './requestError.ts';
import { problemOf, TransportFailure } from './requestProblem.ts';
import type { RequestProblem } from './requestProblem.ts';
import { retryAfterMilliseconds, retryPause } from './retryPause.ts';
import { showUrl } from '../../lib/urls/showUrl.ts';
import type { Transport, TransportResponse } from './transport.ts';
import { watchBody } from './watchBody.ts';

/** Time and chance, so that tests can do without either. */
export interface HttpEffects {
  now(): number;
  /** Milliseconds of a clock that only goes forward. */
  elapsed(): number;
  /** From 0 to 1. */
  random(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface HttpClientOptions {
  readonly settings: IndexSettings;
  readonly transport: Transport;
  readonly limits: AnswerLimits;
  readonly effects: HttpEffects;
  readonly counters: MutableCounters;
  readonly emit: EmitEvent;
}

export interface HttpRequest {
  readonly url: string;
  readonly kind: RequestKind;
  /** Asked for each try, so that a download can go on where it stopped. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Statuses besides 2xx that `read` wants to see. */
  readonly accept?: readonly number[] | undefined;
}

export interface HttpResponse extends Omit<TransportResponse, 'discard'> {
  /** Where the answer came from, after redirects. */
  readonly url: string;
  /** For whoever reads all of it. */
  readonly limit: SizeLimit;
  /** Throws `interrupted` once the client is closed: for whoever makes much of few bytes. */
  assertOpen(): void;
}

const maxOutstanding = 64;
const maxHops = 10;
/** How often a request may fail with a broken connection while others on that host get through. */
const maxRequeued = 20;

/**
 * Gets things by HTTP: at most 64 requests at once, redirects followed, credentials added, failures retried with
 * back-off. A connection that dies takes along everything that shares it (HTTP/2): while others on that host get
 * through, a broken connection costs no try. Once a host has used up all tries, each later request to it has one.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #credentials: CredentialStore;
  readonly #limit = new Limit(maxOutstanding);
  readonly #closed = new AbortController();
  /** Answers received, by host. */
  readonly #answers = new Map<string, number>();
  readonly #down = new Set<string>();

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#credentials = credentialStore(options.settings);
  }

  /** Sends the request and has `read` make something of the answer; a body that breaks off is a failure to retry. */
  async exchange<T>(
    request: HttpRequest,
    read: (response: HttpResponse) => Promise<T>,
  ): Promise<T> {
    const { settings, effects, counters, emit } = this.#options;
    const { host } = new URL(request.url);
    let requeued = 0;
    for (let attempt = 1; ;) {
      this.#assertOpen(request);
      const answersBefore = this.#answers.get(host) ?? 0;
      const outcome = await this.#limit.run(() => this.#try(request, read));
      if (outcome.ok) {
        this.#down.delete(host);
        return outcome.value;
      }
      const { problem } = outcome;
      this.#assertOpen(request);
      counters.retries += 1;
      if (
        problem.kind === 'connection' &&
        (this.#answers.get(host) ?? 0) > answersBefore &&
        requeued < maxRequeued
      ) {
        requeued += 1;
        continue;
      }
      const tries = this.#down.has(host) ? 1 : 1 + settings.retries.value;
      const pause = attempt < tries ? retryPause(problem, attempt, effects.random()) : undefined;
      if (pause === undefined) {
        counters.retries -= 1;
        if (['connection', 'timeout', 'slow', 'endless'].includes(problem.kind)) {
          this.#down.add(host);
        }
        throw requestError(problem, { url: request.url, tries: attempt, settings });
      }
      emit({
        kind: 'debug',
        text: `Retrying \`${showUrl(request.url)}\` in ${Math.round(pause)} ms: ${summary(problem)}`,
      });
      await effects.sleep(pause, this.#closed.signal);
      attempt += 1;
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#options.transport.close();
  }

  #assertOpen(request: HttpRequest): void {
    if (this.#closed.signal.aborted) {
      throw new SpipError('interrupted', `Stopped reading \`${showUrl(request.url)}\``);
    }
  }

  async #try<T>(
    request: HttpRequest,
    read: (response: HttpResponse) => Promise<T>,
  ): Promise<{ ok: true; value: T } | { ok: false; problem: RequestProblem }> {
    try {
      const { response, url } = await this.#follow(request);
      try {
        const problem = this.#refusal(response, request);
        return problem === undefined
          ? { ok: true, value: await read(this.#watched(response, request, url)) }
          : { ok: false, problem };
      } finally {
        // What was not read to its end is not wanted.
        await response.discard();
      }
    } catch (error) {
      const problem = error instanceof SpipError ? undefined : problemOf(error);
      if (problem === undefined) {
        throw error;
      }
      return { ok: false, problem };
    }
  }

  async #follow(
    request: HttpRequest,
  ): Promise<{ readonly response: TransportResponse; readonly url: URL }> {
    const { counters } = this.#options;
    let url = new URL(request.url);
    let from: URL | undefined;
    for (let hop = 0; hop <= maxHops; hop += 1) {
      counters.requests[request.kind] += 1;
      const authorization = await this.#credentials.authorization(url, from);
      this.#assertOpen(request);
      const response = await this.#send(url, {
        'user-agent': 'spip',
        ...request.headers(),
        ...(authorization === undefined ? {} : { authorization }),
      });
      this.#answers.set(url.host, (this.#answers.get(url.host) ?? 0) + 1);
      const location = redirectTarget(response, url);
      if (location === undefined) {
        return { response, url };
      }
      await response.discard();
      from = url;
      url = location;
    }
    throw new SpipError(
      'index-unreachable',
      `Failed to read \`${showUrl(request.url)}\`: more than ${maxHops} redirects, the last to \`${showUrl(url)}\``,
      { hint: 'correct the URL of the index, or its server' },
    );
  }

  /** What a status means that nobody wants to read. */
  #refusal(response: TransportResponse, request: HttpRequest): RequestProblem | undefined {
    const { status, headers } = response;
    const wanted = (status >= 200 && status < 300) || request.accept?.includes(status) === true;
    if (wanted) {
      return undefined;
    }
    const retryAfter = retryAfterMilliseconds(headers['retry-after'], this.#options.effects.now());
    const { location } = headers;
    return { kind: 'status', status, location, retryAfter };
  }

  async #send(url: URL, headers: Readonly<Record<string, string>>): Promise<TransportResponse> {
    try {
      return await this.#options.transport.send({ url, headers });
    } catch (error) {
      throw error instanceof SpipError ? error : new TransportFailure(error);
    }
  }

  #watched(response: TransportResponse, request: HttpRequest, url: URL): HttpResponse {
    const { limits, effects, counters } = this.#options;
    const assertOpen = (): void => this.#assertOpen(request);
    const body = watchBody(response.body, {
      limits,
      whole: request.kind === 'page' || request.kind === 'metadata',
      elapsed: () => effects.elapsed(),
      onPiece: (bytes) => {
        counters.bytes += bytes;
        assertOpen();
      },
    });
    const limit = request.kind === 'metadata' ? limits.metadata : limits.page;
    return { ...response, body, url: url.href, limit, assertOpen };
  }
}

function redirectTarget(response: TransportResponse, url: URL): URL | undefined {
  const { location } = response.headers;
  if (!followed.has(response.status) || location === undefined) {
    return undefined;
  }
  const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  return target?.protocol === 'http:' || target?.protocol === 'https:' ? target : undefined;
}

function summary(problem: RequestProblem): string {
  switch (problem.kind) {
    case 'connection':
    case 'tls':
      return problem.code;
    case 'status':
      return `status ${problem.status}`;
    case 'timeout':
    case 'slow':
    case 'endless':
    case 'incomplete':
    case 'malformed':
    case 'other-part':
      return problem.kind;
  }
}
