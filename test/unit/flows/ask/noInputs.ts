import type { Inputs } from '../../../../src/flows/ask/readInputs.ts';

/** What is read where nothing is asked for. */
export const noInputs: Inputs = {
  requirements: [],
  constraints: [],
  sources: [],
  overrides: [],
  requireHashes: false,
  pre: false,
  onlyBinary: [],
  noBinary: [],
  index: undefined,
};
