import { isAbsolute, join, resolve } from 'node:path';
import type { Places, Sourced } from '../model/settings.ts';
import type { SettingFlags } from './flagLayer.ts';
import type { Environment } from './settingLayer.ts';

export interface PlaceOptions {
  readonly flags: SettingFlags;
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** `cache-dir` or `data-dir` of `[tool.spip]`, made absolute. */
  readonly project: (key: 'cache-dir' | 'data-dir') => Sourced<string> | undefined;
}

/** Flag, `SPIP_CACHE_DIR` / `SPIP_DATA_DIR`, `[tool.spip]`, then the platform's conventions (XDG on Linux). */
export function findPlaces(options: PlaceOptions): Places {
  const { flags, env, cwd, home, platform, project } = options;
  const chosen = (
    flag: string | undefined,
    name: string,
    key: 'cache-dir' | 'data-dir',
  ): string | undefined => {
    const given = flag || env[name];
    return given ? resolve(cwd, given) : project(key)?.value;
  };
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
    cacheDir: chosen(flags.cacheDir, 'SPIP_CACHE_DIR', 'cache-dir') ?? convention.cacheDir,
    dataDir: chosen(flags.dataDir, 'SPIP_DATA_DIR', 'data-dir') ?? convention.dataDir,
  };
}

/** The XDG specification ignores relative paths. */
function xdg(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
