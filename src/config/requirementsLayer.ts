import type { RawValue } from '../options/option.ts';
import { convertSetting } from './convertSetting.ts';
import { findSetting } from './settingLayer.ts';
import type { IndexKey, SettingLayer } from './settingLayer.ts';

/** What requirements files say about the index. */
export interface RequirementsFlags {
  /** The first such file, for messages. */
  readonly source: string;
  readonly indexUrl: string | undefined;
  readonly noIndex: boolean;
  readonly extraIndexUrls: readonly string[];
  readonly findLinks: readonly string[];
  readonly trustedHosts: readonly string[];
}

/**
 * The options of requirements files as pip takes them: an index there stands in the place of every other one, lists add
 * to what is set elsewhere, and all of it is merged.
 */
export function requirementsLayer(
  flags: RequirementsFlags,
  others: readonly SettingLayer[],
  cwd: string,
): SettingLayer {
  const added = (key: IndexKey, values: readonly string[]): RawValue | undefined => {
    if (values.length === 0) {
      return undefined;
    }
    const found = findSetting(others, key)?.found;
    return [...(found === undefined ? [] : convertSetting.values(found)), ...values];
  };
  const values: Partial<Record<IndexKey, RawValue | undefined>> = {
    'index-url': flags.indexUrl,
    'no-index': flags.noIndex ? true : undefined,
    'extra-index-url': added('extra-index-url', flags.extraIndexUrls),
    'find-links': added('find-links', flags.findLinks),
    'trusted-host': added('trusted-host', flags.trustedHosts),
  };
  return {
    family: 'pip',
    base: cwd,
    get: (key) => {
      const value = values[key];
      return value === undefined ? undefined : { value, source: flags.source };
    },
  };
}
