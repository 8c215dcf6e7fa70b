import type { DoorsRecord } from './doors.ts';

/** How cells are kept apart from the machine. */
export type SandboxLevel = 'bubblewrap' | 'none';

/** What a run knows about itself from the start. */
export interface RunInfo {
  /** Short and unique, at most 8 characters, sorts by time where it can. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly jobs: number;
  readonly sandbox: SandboxLevel;
  readonly doors: DoorsRecord;
  /** For example `linux-x86_64`. */
  readonly platform: string;
  /** Absolute folder of the run's record and logs. */
  readonly folder: string;
}

/** One package of the run and which of its releases were chosen. */
export interface PackageSelection {
  readonly package: string;
  readonly requested: string;
  /** Newest first. */
  readonly versions: readonly string[];
  /** How many releases there were to choose from. */
  readonly available: number;
  /** Of a checkout: what was read from where, one line each. */
  readonly origins?: readonly string[] | undefined;
  /** How few of its cells were chosen, and what they stand for, for people. */
  readonly choice?: string | undefined;
}
