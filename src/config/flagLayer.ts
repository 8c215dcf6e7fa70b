import type { IndexKey, RawValue, SettingLayer } from './settingLayer.ts';

/** What the command line says about index and places; empty lists count as not given. */
export interface SettingFlags {
  readonly indexUrl?: string | undefined;
  readonly extraIndexUrls?: readonly string[] | undefined;
  readonly findLinks?: readonly string[] | undefined;
  readonly noIndex?: boolean | undefined;
  readonly indexStrategy?: string | undefined;
  readonly cacheDir?: string | undefined;
  readonly dataDir?: string | undefined;
}

/** The flags as a layer. */
export function flagLayer(flags: SettingFlags, cwd: string): SettingLayer {
  const values: Partial<Record<IndexKey, RawValue | undefined>> = {
    'index-url': flags.indexUrl,
    'extra-index-url': given(flags.extraIndexUrls),
    'find-links': given(flags.findLinks),
    'no-index': flags.noIndex === true ? true : undefined,
    'index-strategy': flags.indexStrategy,
  };
  return {
    family: 'spip',
    base: cwd,
    get: (key) => {
      const value = values[key];
      return value === undefined ? undefined : { value, source: `--${key}` };
    },
  };
}

function given(list: readonly string[] | undefined): readonly string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}
