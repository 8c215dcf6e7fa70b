import type { Interpreter } from '../model/interpreter.ts';
import type { Lock } from '../model/lock.ts';
import type { Note } from '../model/storedWheel.ts';
import type { Requirement } from '../pep/requirement.ts';

/** The interpreter that a set is resolved for, as far as the resolver looks. */
export type ResolveInterpreter = Pick<
  Interpreter,
  'python' | 'version' | 'implementation' | 'markers' | 'tags'
>;

/** Which releases and files may be chosen, and in which order (`product.md`, Policies). */
export interface ResolvePolicy {
  /** Pre-releases count as any other release; otherwise each comes after all finals of its package. */
  readonly pre: boolean;
  /** Normalised names whose source distributions are out; a name counts more than `all`. */
  readonly onlyBinary: 'all' | readonly string[];
  /** Normalised names whose wheels are out. */
  readonly noBinary: 'all' | readonly string[];
  /** Only files uploaded before this moment. */
  readonly excludeNewer: Date | undefined;
  /** `lowest-direct`: the oldest of what is asked for (`underTest`), the newest of the rest. */
  readonly strategy: 'highest' | 'lowest' | 'lowest-direct';
}

/** When to give up. */
export interface ResolveBudget {
  /** How many releases may be tried. */
  readonly decisions?: number | undefined;
  readonly seconds?: number | undefined;
}

/** One question to the resolver. */
export interface ResolveRequest {
  /** What is asked for; a release under test is pinned with `==` or `===`. */
  readonly roots: readonly Requirement[];
  /**
   * Normalised name of the root that is no wish but the question itself: no hint says to give it up, and with
   * `lowest-direct` what its release requires is asked for too.
   */
  readonly underTest?: string | undefined;
  /** Normalised names of roots that are no wish on the release under test, such as a test runner: always the newest. */
  readonly tools?: readonly string[] | undefined;
  /** Normalised names of other roots that are the question itself. */
  readonly chosen?: readonly string[] | undefined;
  /** What must hold of a package if it is part of the set. */
  readonly constraints: readonly Requirement[];
  /**
   * Each replaces every requirement on its package, wherever that comes from. On the release under test and what is
   * `chosen` the request's own requirement stands, and no release's counts.
   */
  readonly overrides?: readonly Requirement[] | undefined;
  readonly interpreter: ResolveInterpreter;
  readonly policy: ResolvePolicy;
  readonly budget?: ResolveBudget | undefined;
  /** Milliseconds; only for the budget. */
  readonly now?: (() => number) | undefined;
}

/** What a solve cost. */
export interface ResolveCounts {
  /** Distinct partial solutions that were tried: 1 means that the first choice always fitted. */
  readonly attempts: number;
  /** Releases that were tried. */
  readonly decisions: number;
  /** Metadata asked for here and not known from an earlier solve. */
  readonly metadataRequests: number;
}

export interface Resolved extends ResolveCounts {
  readonly ok: true;
  readonly lock: Lock;
  /** Normalised names in the order in which they were decided: the set is the best in this order. */
  readonly order: readonly string[];
  readonly warnings: readonly Note[];
}

export interface Unresolved extends ResolveCounts {
  readonly ok: false;
  /** `no-compatible-file`: the release asked for has no file for this interpreter, and that is all. */
  readonly reason: 'unresolvable' | 'no-compatible-file';
  /** Several lines for people. */
  readonly explanation: string;
  /** The way out, one per line; without the word `hint`. */
  readonly hint: string | undefined;
  readonly warnings: readonly Note[];
}

export type Resolution = Resolved | Unresolved;
