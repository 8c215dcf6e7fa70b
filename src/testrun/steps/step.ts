import type { CustomFiles } from '../../model/cellJob.ts';
import type { StepName } from '../../model/record.ts';
import type { StepResult } from '../stepResult.ts';
import type { MeasuredUse } from '../../process/usage/usageWatch.ts';
import type { EndedBy } from '../../process/processSpec.ts';
import type { TestPlan } from '../testPlan.ts';

/** What the supervising process runs for a step, each in a process group of its own. */
export type Child = {
  readonly limitMs: number;
} & (
  | {
      readonly kind: 'import';
      /** Dotted name. */
      readonly module: string;
    }
  | {
      readonly kind: 'command';
      /** As seen from inside. */
      readonly argv: readonly string[];
      /** Whether it says on descriptor 3 what it ran. */
      readonly reports: boolean;
      /** Paths of this machine that it may read besides. */
      readonly readOnly: readonly string[];
      /** What is copied into its working folder, in this order: a name may have folders before it. */
      readonly copied: CustomFiles;
      /**
       * It has the folders of the child before it: a `test` runs only if that one was well. What it writes down as evidence
       * is its own, and what an `after` writes down is nobody's. Left out: it has new ones.
       */
      readonly sharing?: 'test' | 'after' | undefined;
    }
);

/** How a child ended, as the supervising process saw it. */
export interface ChildEnd {
  readonly exitStatus: number | undefined;
  /** For example `SIGSEGV`. */
  readonly signal: string | undefined;
  /** Whether it had reached its time limit. */
  readonly expired: boolean;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly maxRssBytes: number;
  /** What it said about itself: to be believed about itself only. */
  readonly said: string;
}

/** What came of the children of one step. */
export interface StepRun {
  /** Of those that ended, in their order. */
  readonly ends: readonly ChildEnd[];
  /** How the supervising process ended in the middle of the step; `undefined` if the step came to its end. */
  readonly brokenOff: EndedBy | undefined;
  readonly seconds: number;
  readonly use: MeasuredUse;
  /** Path of the log relative to the run's folder; `undefined` where nothing ran. */
  readonly log: string | undefined;
  /** What stands last in the log. */
  readonly tail: string;
}

/** One of the things that are done with the environment of a cell. */
export interface Step {
  readonly name: StepName;
  /** What it runs, in this order; `undefined` where the plan does not have this step. */
  children(plan: TestPlan): readonly Child[] | undefined;
  judge(plan: TestPlan, run: StepRun): StepResult | Promise<StepResult>;
}
