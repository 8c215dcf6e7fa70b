/** What a response says about its own life in a cache. */
export interface Freshness {
  /** Milliseconds since 1970 when it was received or found unchanged. */
  readonly fetchedAt: number;
  /** Fresh before this moment, same unit. */
  readonly freshUntil: number;
  /** The headers that decide it, and the validators. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Milliseconds that a page without any word about caching is fresh. */
const defaultLifetime = 600_000;

const keptHeaders = ['cache-control', 'expires', 'etag', 'last-modified', 'vary'] as const;

/**
 * Freshness of a new response, or of one that a `304` has confirmed (`known` is what was stored); RFC 9111 as
 * http-cache-semantics reads it. `undefined`: it must not be stored.
 */
export async function freshnessOf(
  headers: Readonly<Record<string, string | undefined>>,
  now: number,
  known?: Freshness,
): Promise<Freshness | undefined> {
  const kept: Record<string, string> = { ...known?.headers };
  for (const name of keptHeaders) {
    const value = headers[name];
    if (value !== undefined) {
      kept[name] = value;
    }
  }
  if (kept['cache-control'] === undefined && kept['expires'] === undefined) {
    return { fetchedAt: now, freshUntil: now + defaultLifetime, headers: kept };
  }
  const { default: CachePolicy } = await import('http-cache-semantics');
  const { age, date } = headers;
  const policy = new CachePolicy(
    { method: 'GET', headers: {} },
    {
      status: 200,
      headers: {
        ...kept,
        ...(age === undefined ? {} : { age }),
        ...(date === undefined ? {} : { date }),
      },
    },
    { shared: false, cacheHeuristic: 0 },
  );
  if (!policy.storable()) {
    return undefined;
  }
  // Not `timeToLive()`: that counts the time for which a stale response may still serve (RFC 5861).
  const lifetime = Math.max(0, Math.round((policy.maxAge() - policy.age()) * 1000));
  return { fetchedAt: now, freshUntil: now + lifetime, headers: kept };
}

/** Whether a stored response may be used without asking. A clock that went back makes it stale, never fresh for longer. */
export function isFresh({ fetchedAt, freshUntil }: Freshness, now: number): boolean {
  return fetchedAt <= now && now < freshUntil;
}

/** Headers that ask whether a stored response still holds; empty without validators. */
export function validatorsOf({ headers }: Freshness): Readonly<Record<string, string>> {
  const { etag, 'last-modified': modified } = headers;
  return {
    ...(canBeSent(etag) ? { 'if-none-match': etag } : {}),
    ...(canBeSent(modified) ? { 'if-modified-since': modified } : {}),
  };
}

/** Whether a header of an answer may stand in a request: servers send more than they may. */
export function canBeSent(value: string | undefined): value is string {
  return value !== undefined && /^[\x20-\x7e]+$/.test(value);
}
