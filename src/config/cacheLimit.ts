import type { Sourced } from '../model/settings.ts';
import { convertSetting } from './convertSetting.ts';
import type { Environment, RawValue } from './settingLayer.ts';

/** The key of `max-size` in `[tool.spip.cache]`, as the table of a project finds it. */
export const maxSizeKey = 'cache.max-size';

/**
 * The most bytes that the cache may keep, from `SPIP_CACHE_MAX_SIZE` or `[tool.spip.cache] max-size`; `undefined`: no
 * limit. Throws `invalid-settings`.
 */
export function cacheLimit(
  env: Environment,
  project: (key: string) => Sourced<RawValue> | undefined,
): Sourced<number> | undefined {
  const variable = env['SPIP_CACHE_MAX_SIZE']?.trim();
  const raw = variable ? { value: variable, source: 'SPIP_CACHE_MAX_SIZE' } : project(maxSizeKey);
  if (raw === undefined) {
    return undefined;
  }
  return { value: convertSetting.bytes(raw), source: raw.source };
}
