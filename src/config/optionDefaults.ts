import { resolve } from 'node:path';
import type { OptionDefaults, Sourced } from '../model/settings.ts';
import { convertSetting } from './convertSetting.ts';
import type { Environment, RawValue } from './settingLayer.ts';

/** Where relative paths start. */
export interface OptionBases {
  /** Of variables. */
  readonly cwd: string;
  /** Of `[tool.spip]`. */
  readonly project: string;
}

/** The defaults of options, from `SPIP_*` and then from what `project` finds in `[tool.spip]`. */
export function optionDefaults(
  env: Environment,
  project: (key: string) => Sourced<RawValue> | undefined,
  bases: OptionBases,
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
  const paths = (raw: Sourced<RawValue>): readonly string[] => {
    const base = raw.source.startsWith('SPIP_') ? bases.cwd : bases.project;
    return convertSetting.values(raw).map((path) => placeOf(path, base));
  };
  const { text, flag, positiveCount, seconds, values, names, choice } = convertSetting;
  return {
    versions: read('versions', text),
    limit: read('limit', positiveCount),
    all: read('all', flag),
    exclude: read('exclude', text),
    latestPer: read('latestPer', (raw) => choice(raw, ['major', 'minor'])),
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
    buildExcludeNewer: read('buildExcludeNewer', text),
    with: read('with', values),
    asOf: read('asOf', text),
    resolution: read('resolution', (raw) => choice(raw, ['highest', 'lowest', 'lowest-direct'])),
    constraint: read('constraint', paths),
    override: read('override', paths),
  };
}

function placeOf(path: string, base: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? path : resolve(base, path);
}

/** All option keys as flags and TOML write them. */
export function optionKeys(): readonly string[] {
  return Object.keys(optionDefaults({}, () => undefined, { cwd: '', project: '' })).map(
    keyOfOption,
  );
}

/** `failFast` -> `fail-fast`. */
function keyOfOption(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
