import type { GlobalOptions, IndexOptions, ResolutionOptions } from '../../../src/model/options.ts';

/** What a command line gives that names none of these options. */
export const globalOptions: GlobalOptions = {
  cacheDir: undefined,
  dataDir: undefined,
  verbosity: 'normal',
};

export const indexOptions: IndexOptions = {
  indexUrl: undefined,
  extraIndexUrls: [],
  findLinks: [],
  indexStrategy: undefined,
  noIndex: false,
  offline: false,
  refresh: false,
  onlyBinary: [],
  noBinary: [],
  excludeNewer: undefined,
  buildExcludeNewer: undefined,
};

export const resolutionOptions: ResolutionOptions = {
  strategy: undefined,
  requirementFiles: [],
  constraintFiles: [],
  overrideFiles: [],
  groups: [],
};
