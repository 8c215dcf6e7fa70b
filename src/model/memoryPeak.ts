import type { StepName } from './record.ts';

/** The most memory that a step of cells of a package was seen to take. */
export interface MemoryPeak {
  /** Normalised name of the package under test. */
  readonly package: string;
  readonly step: StepName;
  readonly bytes: number;
}
