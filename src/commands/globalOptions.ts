import { SpipError } from '../lib/spipError.ts';
import type { GlobalOptions, Verbosity } from '../model/options.ts';
import type { OptionGroup, ParsedLine } from './commandSpec.ts';
import { readFlag, readValue } from './readOption.ts';

/** What every command takes; these may also stand before the command's name. */
export const globalGroup: OptionGroup = {
  title: 'Everywhere',
  options: [
    {
      name: 'cache-dir',
      takes: 'value',
      placeholder: 'DIR',
      help: 'Where shared files lie (or SPIP_CACHE_DIR)',
    },
    {
      name: 'data-dir',
      takes: 'value',
      placeholder: 'DIR',
      help: 'Where runs and the ledger lie (or SPIP_DATA_DIR)',
    },
    { name: 'quiet', short: 'q', takes: 'nothing', help: 'Print only the result' },
    { name: 'verbose', short: 'v', takes: 'nothing', help: 'Also print what happens behind it' },
    { name: 'help', short: 'h', takes: 'nothing', help: 'Print this help' },
  ],
};

export function readGlobalOptions(line: ParsedLine): GlobalOptions {
  return Object.freeze({
    cacheDir: readValue(line, 'cache-dir'),
    dataDir: readValue(line, 'data-dir'),
    verbosity: readVerbosity(line),
  });
}

function readVerbosity(line: ParsedLine): Verbosity {
  const quiet = readFlag(line, 'quiet');
  const verbose = readFlag(line, 'verbose');
  if (quiet && verbose) {
    throw new SpipError('usage', 'Expected either `--quiet` or `--verbose`, found both');
  }
  return quiet ? 'quiet' : verbose ? 'verbose' : 'normal';
}
