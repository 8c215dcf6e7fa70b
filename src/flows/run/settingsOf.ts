import { loadSettings } from '../../config/loadSettings.ts';
import type { Settings } from '../../config/settings.ts';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';

/** The settings of a command that needs no index. */
export async function settingsOf(global: GlobalOptions, context: Context): Promise<Settings> {
  const { env, cwd, home, platform } = context;
  const { cacheDir, dataDir, sharedCache } = global;
  const flags = { cacheDir, dataDir, sharedCache };
  return await loadSettings({ flags, env, cwd, home, platform });
}
