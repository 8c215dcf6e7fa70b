import { keysOf } from '../lib/keysOf.ts';
import type { globalOptions } from '../options/globalOptions.ts';
import { indexOptions } from '../options/indexOptions.ts';
import type { Given, RawValue } from '../options/option.ts';
import type { IndexFlag, IndexKey, SettingLayer } from './settingLayer.ts';

/** What the command line says about index and places. */
export type SettingFlags = Given<typeof globalOptions & typeof indexOptions>;

/** The flags of the index as a layer. */
export function flagLayer(flags: SettingFlags, cwd: string): SettingLayer {
  const values = new Map<IndexKey, RawValue | undefined>(
    flagKeys.map((key) => [indexOptions[key].name, flags[key]] as const),
  );
  return {
    family: 'spip',
    base: cwd,
    get: (key) => {
      const value = values.get(key);
      return value === undefined ? undefined : { value, source: `--${key}` };
    },
  };
}

const flagKeys = keysOf(indexOptions).filter(
  (key): key is IndexFlag => indexOptions[key].setting === 'index',
);
