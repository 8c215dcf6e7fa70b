export type RequestKind = 'page' | 'metadata' | 'range' | 'file';

/** What the index client has done so far; it only grows. */
export interface RequestCounters {
  /** Requests sent, retries and redirects included, by what was asked for. */
  readonly requests: Readonly<Record<RequestKind, number>>;
  readonly retries: number;
  /** Answers `304 Not Modified`. */
  readonly notModified: number;
  /** Bytes of bodies received, as sent. */
  readonly bytes: number;
}

export interface MutableCounters extends RequestCounters {
  readonly requests: Record<RequestKind, number>;
  retries: number;
  notModified: number;
  bytes: number;
}

export function requestCounters(): MutableCounters {
  return {
    requests: { page: 0, metadata: 0, range: 0, file: 0 },
    retries: 0,
    notModified: 0,
    bytes: 0,
  };
}
