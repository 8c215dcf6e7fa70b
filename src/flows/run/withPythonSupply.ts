import type { Settings } from '../../config/settings.ts';
import { closeRunLocks, openRunLocks } from '../../journal/runLocks.ts';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { writeAside } from '../../report/writeAside.ts';
import { openPythonSupply } from './openPythonSupply.ts';
import type { PythonSupply } from './openPythonSupply.ts';
import { settingsOf } from './settingsOf.ts';
import { withManifest } from './withManifest.ts';

interface Asked {
  readonly global: GlobalOptions;
  /** Path or URL of the list of Pythons; `undefined`: what the settings say. */
  readonly manifest?: string | undefined;
}

/** Lets a command look at what could be installed that installs nothing itself. */
export async function withPythonSupply<T>(
  { global, manifest }: Asked,
  context: Context,
  task: (supply: PythonSupply, settings: Settings) => Promise<T>,
): Promise<T> {
  const settings = withManifest(await settingsOf(global, context), manifest, context);
  const locks = openRunLocks(settings.places);
  try {
    const supply = openPythonSupply({
      settings,
      locks: locks.data,
      offline: false,
      emit: (event) => writeAside(event, context.screen.err, global.verbosity),
      announce: () => undefined,
      signal: context.stop.drain,
    });
    return await task(supply, settings);
  } finally {
    closeRunLocks(locks);
  }
}
