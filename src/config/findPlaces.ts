import { isAbsolute, join } from 'node:path';
import type { Places } from '../model/settings.ts';
import type { Environment } from './settingLayer.ts';

interface Surroundings {
  readonly env: Environment;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/** What options say, else the platform's conventions (XDG on Linux). */
export function findPlaces(
  chosen: { readonly [K in keyof Places]: string | undefined },
  { env, home, platform }: Surroundings,
): Places {
  const convention =
    platform === 'darwin'
      ? {
          cacheDir: join(home, 'Library/Caches/spip'),
          dataDir: join(home, 'Library/Application Support/spip'),
        }
      : {
          cacheDir: join(xdg(env['XDG_CACHE_HOME']) ?? join(home, '.cache'), 'spip'),
          dataDir: join(xdg(env['XDG_DATA_HOME']) ?? join(home, '.local/share'), 'spip'),
        };
  return {
    cacheDir: chosen.cacheDir ?? convention.cacheDir,
    dataDir: chosen.dataDir ?? convention.dataDir,
  };
}

/** The XDG specification ignores relative paths. */
function xdg(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
