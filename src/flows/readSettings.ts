import { loadSettings } from '../config/loadSettings.ts';
import type { RequirementsFlags } from '../config/requirementsLayer.ts';
import type { Context } from '../model/context.ts';
import type { GlobalOptions, IndexOptions } from '../model/options.ts';
import type { Settings } from '../model/settings.ts';

/** The settings under the options of a command, with what its requirements files say about the index. */
export function readSettings(
  { global, index }: { readonly global: GlobalOptions; readonly index: IndexOptions },
  { env, cwd, home, platform }: Context,
  requirements?: RequirementsFlags,
): Promise<Settings> {
  return loadSettings({
    flags: {
      cacheDir: global.cacheDir,
      dataDir: global.dataDir,
      indexUrl: index.indexUrl,
      extraIndexUrls: index.extraIndexUrls,
      findLinks: index.findLinks,
      indexStrategy: index.indexStrategy,
      noIndex: index.noIndex,
    },
    requirements,
    env,
    cwd,
    home,
    platform,
  });
}
