import type { GlobalOptions } from './globalOptions.ts';
import type { GivenIndex } from './indexOptions.ts';
import type { GivenResolution } from './resolutionOptions.ts';

/** Which cell of which run is wanted again, and where its files may come from. */
export interface AgainRequest {
  readonly global: GlobalOptions;
  readonly index: GivenIndex;
  readonly resolution: GivenResolution;
  /** `last` or a unique prefix of a run's id. */
  readonly run: string;
  /** As any output writes it. */
  readonly cell: string;
}
