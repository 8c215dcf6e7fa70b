/** What a program and all that comes of it may use. */
export interface UsageLimits {
  /** Resident, summed over its processes. */
  readonly memoryBytes: number;
  /** Processes and threads. */
  readonly tasks: number;
  /** In the folders that it may write to. */
  readonly diskBytes: number;
  /** Without a word in its logs; `null`: as long as it likes. */
  readonly silenceMs: number | null;
}

/** The limit that a program ran into. */
export type Exceeded = 'silence' | 'out-of-memory' | 'processes' | 'no-space';
