import type { Verbosity } from '../model/verbosity.ts';
import type { OptionTable, Values } from './option.ts';
import { parseValue } from './parseValue.ts';

/** What every command takes; these may also stand before the command's name. */
export const globalOptions = {
  cacheDir: {
    name: 'cache-dir',
    takes: 'value',
    placeholder: 'DIR',
    parse: parseValue.folder,
    setting: true,
    help: 'Where shared files lie (or SPIP_CACHE_DIR)',
  },
  dataDir: {
    name: 'data-dir',
    takes: 'value',
    placeholder: 'DIR',
    parse: parseValue.folder,
    setting: true,
    help: 'Where runs and the ledger lie (or SPIP_DATA_DIR)',
  },
  sharedCache: {
    name: 'shared-cache',
    takes: 'nothing',
    help: 'Others may write to the cache: you trust them (or SPIP_SHARED_CACHE)',
  },
  quiet: { name: 'quiet', short: 'q', takes: 'nothing', help: 'Print only the result' },
  verbose: {
    name: 'verbose',
    short: 'v',
    takes: 'nothing',
    help: 'Also print what happens behind it',
  },
  // Read before all others: errors are coloured too (`colorAsked`).
  color: {
    name: 'color',
    takes: 'value',
    placeholder: 'WHEN',
    parse: parseValue.choice('auto', 'always', 'never'),
    default: 'auto',
    help: 'always, never, or auto: on terminals, and as NO_COLOR and FORCE_COLOR say [auto]',
  },
  help: { name: 'help', short: 'h', takes: 'nothing', help: 'Print this help' },
} as const satisfies OptionTable;

export interface GlobalOptions extends Pick<Values<typeof globalOptions>, 'cacheDir' | 'dataDir'> {
  /** `undefined`: the command line does not say it. */
  readonly sharedCache?: true | undefined;
  readonly verbosity: Verbosity;
}
