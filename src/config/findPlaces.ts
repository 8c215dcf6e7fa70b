import { isAbsolute, join } from 'node:path';
import { noHome } from '../lib/noHome.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Places } from '../model/settings.ts';
import type { Environment } from './settingLayer.ts';

interface Surroundings {
  readonly env: Environment;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/**
 * What options say, else the platform's conventions (XDG on Linux).
 *
 * @throws SpipError `invalid-settings` where a convention needs a home and there is none
 */
export function findPlaces(
  chosen: { readonly [K in keyof Places]: string | undefined },
  { env, home, platform }: Surroundings,
): Places {
  const inHome = (path: string): string => {
    if (home === noHome) {
      throw new SpipError('invalid-settings', 'Expected a home directory: there is none', {
        hint: 'set `HOME` to an absolute path, or choose the places with `--cache-dir` and `--data-dir`',
      });
    }
    return join(home, path);
  };
  if (platform === 'darwin') {
    return {
      cacheDir: chosen.cacheDir ?? inHome('Library/Caches/spip'),
      dataDir: chosen.dataDir ?? inHome('Library/Application Support/spip'),
    };
  }
  return {
    cacheDir: chosen.cacheDir ?? join(xdg(env['XDG_CACHE_HOME']) ?? inHome('.cache'), 'spip'),
    dataDir: chosen.dataDir ?? join(xdg(env['XDG_DATA_HOME']) ?? inHome('.local/share'), 'spip'),
  };
}

/** The XDG specification ignores relative paths. */
function xdg(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
