import { SpipError } from '../lib/spipError.ts';
import type { Verbosity } from '../model/verbosity.ts';
import type { GlobalOptions, globalOptions } from '../options/globalOptions.ts';
import type { Values } from '../options/option.ts';

/** What holds for any command. */
export function globalOf(options: Values<typeof globalOptions>): GlobalOptions {
  const { cacheDir, dataDir, sharedCache } = options;
  return {
    cacheDir,
    dataDir,
    sharedCache: sharedCache ? true : undefined,
    verbosity: verbosityOf(options),
  };
}

function verbosityOf({ quiet, verbose }: Values<typeof globalOptions>): Verbosity {
  if (quiet && verbose) {
    throw new SpipError('usage', 'Expected either `--quiet` or `--verbose`, found both');
  }
  return quiet ? 'quiet' : verbose ? 'verbose' : 'normal';
}
