import { resolve } from 'node:path';
import type { Settings, Sourced } from '../model/settings.ts';
import { cacheLimit } from './cacheLimit.ts';
import { connectionSettings } from './connectionSettings.ts';
import { convertSetting } from './convertSetting.ts';
import { findPlaces } from './findPlaces.ts';
import { flagLayer } from './flagLayer.ts';
import type { SettingFlags } from './flagLayer.ts';
import { indexGroups } from './indexGroups.ts';
import { optionDefaults } from './optionDefaults.ts';
import { requirementsLayer } from './requirementsLayer.ts';
import type { RequirementsFlags } from './requirementsLayer.ts';
import { pipConfigLayer } from './pipConfigLayer.ts';
import type { Environment, SettingLayer } from './settingLayer.ts';
import { spipTable } from './spipTable.ts';
import { nearestTomlFile } from './tomlFile.ts';
import { uvConfigLayers } from './uvConfigLayers.ts';
import { variableLayer } from './variableLayer.ts';

export interface LoadSettingsOptions {
  readonly flags: SettingFlags;
  /** What requirements files say about the index. */
  readonly requirements?: RequirementsFlags | undefined;
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Where the whole machine's settings lie besides the XDG directories; default `/etc`. */
  readonly etc?: string | undefined;
}

/**
 * All settings, first wins: requirements files, flag, `SPIP_*`, `[tool.spip]`, `UV_*`, uv's files, `PIP_*`, pip's files, default.
 * Throws `invalid-settings` naming the place, the rule and the value.
 */
export async function loadSettings(options: LoadSettingsOptions): Promise<Settings> {
  const { flags, env, cwd, etc = '/etc' } = options;
  const project = await nearestTomlFile('pyproject.toml', cwd);
  const [uv, pip] = await Promise.all([
    uvConfigLayers({ ...options, etc, project }),
    pipConfigLayer({ ...options, etc }),
  ]);
  const table = spipTable(project);
  const others: readonly SettingLayer[] = [
    flagLayer(flags, cwd),
    variableLayer('spip', env, cwd),
    ...(table === undefined ? [] : [table.layer]),
    variableLayer('uv', env, cwd),
    ...uv.layers,
    variableLayer('pip', env, cwd),
    pip.layer,
  ];
  const layers =
    options.requirements === undefined
      ? others
      : [requirementsLayer(options.requirements, others, cwd), ...others];
  const projectPath = (key: string): Sourced<string> | undefined => {
    const raw = table?.get(key);
    return raw === undefined || table === undefined
      ? undefined
      : { ...raw, value: resolve(table.layer.base, convertSetting.text(raw)) };
  };
  return {
    places: findPlaces({ ...options, project: projectPath }),
    cacheLimit: cacheLimit(env, (key) => table?.get(key)),
    index: { ...indexGroups(layers), ...connectionSettings(layers, options) },
    options: optionDefaults(env, (key) => table?.get(key), {
      cwd,
      project: project?.directory ?? cwd,
    }),
    files: [
      ...(table === undefined || project === undefined ? [] : [project.path]),
      ...uv.files,
      ...pip.files,
    ],
  };
}
