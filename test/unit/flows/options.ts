import type { GlobalOptions } from '../../../src/options/globalOptions.ts';
import * as index from '../../../src/options/indexOptions.ts';
import * as matrix from '../../../src/options/matrixOptions.ts';
import * as resolution from '../../../src/options/resolutionOptions.ts';
import { settle } from '../../../src/options/settle.ts';

/** What holds where a command line names none of these options, and no setting does. */
export const globalOptions: GlobalOptions = {
  cacheDir: undefined,
  dataDir: undefined,
  verbosity: 'normal',
};

export const indexOptions: index.IndexOptions = settle(index.indexOptions, {}, {});

export const resolutionOptions: resolution.ResolutionOptions = settle(
  resolution.resolutionOptions,
  {},
  {},
);

export const matrixOptions: matrix.MatrixOptions = {
  ...settle(matrix.matrixOptions, {}, {}),
  global: globalOptions,
  index: indexOptions,
  resolution: resolutionOptions,
  requirements: [],
  script: undefined,
  scriptArgs: [],
};
