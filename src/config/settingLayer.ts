import type { Sourced } from '../model/settings.ts';
import type { indexOptions } from '../options/indexOptions.ts';
import type { RawValue } from '../options/option.ts';

/** Variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Options that are settings of pip and uv too, as their table calls them. */
export type IndexFlag = {
  [K in keyof typeof indexOptions]: (typeof indexOptions)[K]['setting'] extends 'index' ? K : never;
}[keyof typeof indexOptions];

/** Settings of the connection, which no command takes as options. */
export const connectionKeys = [
  'http-timeout',
  'http-retries',
  'max-file-size',
  'cert',
  'client-cert',
  'trusted-host',
  'proxy',
] as const;

/** Settings of the index under one name, whatever each tool calls them. */
export type IndexKey = (typeof indexOptions)[IndexFlag]['name'] | (typeof connectionKeys)[number];

/** One place where settings are found: flags, variables of one tool, one file. */
export interface SettingLayer {
  /** Whose settings these are: pip's indexes are merged, the others are asked in order. */
  readonly family: 'spip' | 'uv' | 'pip';
  /** Directory that relative paths start from. */
  readonly base: string;
  get(key: IndexKey): Sourced<RawValue> | undefined;
}

/** The value of the first layer that has the key, with that layer. */
export function findSetting(
  layers: readonly SettingLayer[],
  key: IndexKey,
): { readonly found: Sourced<RawValue>; readonly layer: SettingLayer } | undefined {
  for (const layer of layers) {
    const found = layer.get(key);
    if (found !== undefined) {
      return { found, layer };
    }
  }
  return undefined;
}
