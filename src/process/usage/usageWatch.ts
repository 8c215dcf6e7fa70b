import { statfsSync } from 'node:fs';
import type { ControlGroup } from './controlGroups.ts';
import { diskUse } from './diskUse.ts';
import type { Exceeded, UsageLimits } from './limits.ts';
import { proportionalBytes, treeUse } from './processTree.ts';

/** The most that was used of each at a time; `undefined`: not measured. */
export interface MeasuredUse {
  readonly memoryBytes: number | undefined;
  readonly cpuSeconds: number | undefined;
  readonly diskBytes: number | undefined;
}

export interface WatchSpec {
  readonly limits: UsageLimits;
  /** How many processes stand between spip and what is watched. */
  readonly depth: number;
  /** Folders that it may write to. */
  readonly folders: readonly string[];
  /** Where the kernel keeps the same limits, faster. */
  readonly group?: ControlGroup | undefined;
  /** In milliseconds, never back. */
  readonly now: () => number;
}

/** Of the time, one part in so many may go into looking. */
const restFactor = 10;
const treeMs = 100;
const diskMs = 500;

/**
 * Looks from outside at what a tree of processes uses, part by part: `begin` starts a new part. Between two looks it may
 * use more than its limit for a moment.
 */
export class UsageWatch {
  readonly #spec: WatchSpec;
  readonly #share: number;
  #pid: number | undefined;
  #memory: number | undefined;
  #cpu: number | undefined;
  #disk = 0;
  #diskBefore: number;
  #written = -1;
  /** `undefined`: no part has begun, so that nobody is to say anything. */
  #spokenAt: number | undefined;
  #treeAt = 0;
  #diskAt = 0;

  constructor(spec: WatchSpec) {
    this.#spec = spec;
    this.#share = shareOf(spec);
    this.#diskBefore = 0;
  }

  /** It runs, and from now on what it uses counts. */
  start(pid: number): void {
    this.#pid = pid;
    this.#diskAt = this.#spec.now() + diskMs;
  }

  /** What is used from now on is that of another part. */
  begin(): void {
    this.#memory = undefined;
    this.#cpu = undefined;
    this.#diskBefore = diskUse(this.#spec.folders);
    this.#disk = 0;
    this.#spokenAt = this.#spec.now();
  }

  /** A look at all whose turn it is; `written`: bytes of its logs so far. */
  look(written: number): Exceeded | undefined {
    const { limits, now } = this.#spec;
    if (written !== this.#written && this.#spokenAt !== undefined) {
      this.#written = written;
      this.#spokenAt = now();
    }
    const silentMs = this.#spokenAt === undefined ? 0 : now() - this.#spokenAt;
    if (limits.silenceMs !== null && silentMs > limits.silenceMs) {
      return 'silence';
    }
    return this.#lookAtTree() ?? this.#lookAtDisk();
  }

  /** The most that this part has used, and the limit that the kernel held it to. */
  end(): { readonly use: MeasuredUse; readonly exceeded: Exceeded | undefined } {
    this.#takeDisk();
    return {
      use: { memoryBytes: this.#memory, cpuSeconds: this.#cpu, diskBytes: this.#disk },
      exceeded: this.#spec.group?.exceeded(),
    };
  }

  #lookAtTree(): Exceeded | undefined {
    const { limits, depth, now } = this.#spec;
    const start = now();
    if (this.#pid === undefined || start < this.#treeAt) {
      return undefined;
    }
    const tree = treeUse(this.#pid, depth);
    if (tree === undefined) {
      return undefined;
    }
    if (tree.residentBytes > (this.#memory ?? 0)) {
      this.#memory = Math.max(this.#memory ?? 0, proportionalBytes(tree.pids));
    }
    this.#cpu = Math.max(this.#cpu ?? 0, tree.cpuSeconds);
    this.#treeAt = now() + Math.max(treeMs, (now() - start) * restFactor);
    if (tree.tasks > limits.tasks) {
      return 'processes';
    }
    return (this.#memory ?? 0) > limits.memoryBytes ? 'out-of-memory' : undefined;
  }

  #lookAtDisk(): Exceeded | undefined {
    const { now } = this.#spec;
    const start = now();
    if (start < this.#diskAt) {
      return undefined;
    }
    this.#takeDisk();
    this.#diskAt = now() + Math.max(diskMs, (now() - start) * restFactor);
    return this.#disk > this.#share ? 'no-space' : undefined;
  }

  #takeDisk(): void {
    this.#disk = Math.max(this.#disk, diskUse(this.#spec.folders) - this.#diskBefore);
  }
}

/** No more than half of what there is: others want to write as well. */
function shareOf({ limits, folders: [folder] }: WatchSpec): number {
  try {
    const { bavail, bsize } = statfsSync(folder ?? '/');
    return Math.min(limits.diskBytes, (bavail * bsize) / 2);
  } catch {
    return limits.diskBytes;
  }
}
