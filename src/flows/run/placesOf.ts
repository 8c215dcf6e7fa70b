import { join } from 'node:path';
import { loadSettings } from '../../config/loadSettings.ts';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Places } from '../../model/settings.ts';

/** Where a command that needs no index finds its state. */
export async function placesOf(global: GlobalOptions, context: Context): Promise<Places> {
  const { env, cwd, home, platform } = context;
  const { cacheDir, dataDir, sharedCache } = global;
  const settings = await loadSettings({
    flags: { cacheDir, dataDir, sharedCache },
    env,
    cwd,
    home,
    platform,
  });
  return settings.places;
}

/** The database of runs. */
export function resultsPath(places: Places): string {
  return join(places.dataDir, 'results.sqlite');
}
