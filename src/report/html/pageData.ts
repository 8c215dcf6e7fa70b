import type { Outcome } from '../symbols.ts';

/** What the page knows beside what stands in it: large things once, named by their places in lists. */
export interface PageData {
  readonly tables: readonly PageTable[];
  /** In the order of the plan. */
  readonly cells: readonly PageCell[];
  readonly verdicts: PageVerdict[];
  /** Messages, hints and notes. */
  readonly texts: readonly string[];
  /** Sets of packages, each a list of places among the packages. */
  readonly sets: readonly (readonly number[])[];
  readonly packages: readonly PagePackage[];
  readonly interpreters: readonly PageInterpreter[];
  readonly causes: readonly PageCause[];
}

export interface PageVerdict {
  readonly state: Outcome;
  readonly reason: string;
  readonly symbol: string;
  /** `pass`, or the reason. */
  readonly word: string;
}

export interface PageTable {
  readonly package: string;
  readonly extras: readonly string[];
  /** Requirements beside it. */
  readonly tools: readonly string[];
  readonly columns: readonly PageColumn[];
  /** Newest release first; a cell by its place, -1 where there is none. */
  readonly rows: readonly PageRow[];
}

export interface PageColumn {
  readonly title: string;
  readonly python: string;
  /** `axis` and value, sorted. */
  readonly axes: readonly (readonly [string, string])[];
}

export type PageRow = readonly [version: string, cells: readonly number[]];

export type PagePackage = readonly [name: string, version: string, file: string, built: 0 | 1];

export type PageInterpreter = readonly [version: string, implementation: string, path: string];

export type PageStep = readonly [
  name: string,
  word: string,
  seconds: number,
  end: string,
  log: string,
];

/** Members that say nothing are left out. */
export interface PageCell {
  /** Its verdict; -1: none yet. */
  v: number;
  /** Seconds, to the hundredth. */
  readonly s: number;
  /** Its interpreter. */
  readonly i: number;
  /** Texts: message and hint. */
  readonly m?: number | undefined;
  readonly h?: number | undefined;
  /** What the commit of its environment begins with. */
  readonly e?: string | undefined;
  /** Its set of packages. */
  readonly p?: number | undefined;
  /** Its cause. */
  readonly c?: number | undefined;
  /** Notes, each with its paths. */
  readonly n?: readonly (readonly [text: number, paths: readonly string[]])[] | undefined;
  /** Earlier attempts: verdict, message, seconds. */
  readonly a?:
    | readonly (readonly [verdict: number, message: number, seconds: number])[]
    | undefined;
  readonly t?: readonly PageStep[] | undefined;
  /** A text: what was run of its own tests. */
  readonly o?: number | undefined;
}

export interface PageCause {
  /** The cell whose message and log stand for all. */
  readonly first: number;
  /** The end of that cell's log; '' where there is none. */
  readonly log: string;
}

/** How many cells stand in the page; more are shown in turn, by its script. */
export const mostCellsShown = 20_000;

/** The class of a cell by its outcome: one letter, for there are many cells. */
export const stateClasses: Readonly<Record<Outcome, string>> = {
  pass: 'p',
  flaky: 'k',
  'older-environment': 'o',
  repaired: 'z',
  fail: 'f',
  'no-tests': 'n',
  blocked: 'b',
  'not-applicable': 'a',
  limit: 'l',
  infra: 'i',
  cancelled: 'c',
};
