import type { OptionDefaults, Sourced } from '../model/settings.ts';
import { convertSetting } from './convertSetting.ts';
import type { Environment, RawValue } from './settingLayer.ts';

/** The defaults of options, from `SPIP_*` and then from what `project` finds in `[tool.spip]`. */
export function optionDefaults(
  env: Environment,
  project: (key: string) => Sourced<RawValue> | undefined,
): OptionDefaults {
  const read = <T>(
    name: keyof OptionDefaults,
    convert: (raw: Sourced<RawValue>) => T,
  ): Sourced<T> | undefined => {
    const key = keyOfOption(name);
    const variable = `SPIP_${key.toUpperCase().replaceAll('-', '_')}`;
    const value = env[variable];
    const raw = value === undefined || value === '' ? project(key) : { value, source: variable };
    return raw === undefined ? undefined : { value: convert(raw), source: raw.source };
  };
  const { text, flag, positiveCount, seconds, values, names } = convertSetting;
  return {
    versions: read('versions', text),
    limit: read('limit', positiveCount),
    all: read('all', flag),
    pre: read('pre', flag),
    yanked: read('yanked', flag),
    python: read('python', values),
    importOnly: read('importOnly', flag),
    command: read('command', text),
    tests: read('tests', values),
    jobs: read('jobs', positiveCount),
    timeout: read('timeout', seconds),
    failFast: read('failFast', flag),
    offline: read('offline', flag),
    refresh: read('refresh', flag),
    onlyBinary: read('onlyBinary', names),
    noBinary: read('noBinary', names),
    excludeNewer: read('excludeNewer', text),
    noResultCache: read('noResultCache', flag),
  };
}

/** All option keys as flags and TOML write them. */
export function optionKeys(): readonly string[] {
  return Object.keys(optionDefaults({}, () => undefined)).map(keyOfOption);
}

/** `failFast` -> `fail-fast`. */
function keyOfOption(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
