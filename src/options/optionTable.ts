import { globalOptions } from './globalOptions.ts';
import { indexOptions } from './indexOptions.ts';
import { lockOptions } from './lockOptions.ts';
import { matrixOptions } from './matrixOptions.ts';
import { otherOptions } from './otherOptions.ts';
import { reportDetails, reportOptions } from './reportOptions.ts';
import { resolutionOptions } from './resolutionOptions.ts';
import { checkoutOptions } from './testOptions.ts';

/** Options whose settings, where they have one, stand in `[tool.spip]`. */
export const settingTable = {
  ...globalOptions,
  ...indexOptions,
  ...resolutionOptions,
  ...matrixOptions,
  ...lockOptions,
  ...reportOptions,
  ...reportDetails,
  ...otherOptions,
};

/** Every option of every command. */
export const optionTable = { ...settingTable, ...checkoutOptions };
