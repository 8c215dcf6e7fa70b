import { globalOptions } from '../options/globalOptions.ts';
import { settingTable } from '../options/optionTable.ts';
import { readSettings } from '../options/readSettings.ts';
import { settle } from '../options/settle.ts';
import { testSettings } from '../options/testOptions.ts';
import { connectionSettings } from './connectionSettings.ts';
import { findPlaces } from './findPlaces.ts';
import { flagLayer } from './flagLayer.ts';
import type { TomlTable } from '../lib/tomlTable.ts';
import type { SettingFlags } from './flagLayer.ts';
import { guardPlaces } from './guardPlaces.ts';
import { indexGroups } from './indexGroups.ts';
import { requirementsLayer } from './requirementsLayer.ts';
import type { RequirementsFlags } from './requirementsLayer.ts';
import { pythonSources } from './pythonSources.ts';
import { pipConfigLayer } from './pipConfigLayer.ts';
import type { Environment, SettingLayer } from './settingLayer.ts';
import type { Settings } from './settings.ts';
import { spipTable } from './spipTable.ts';
import { nearestTomlFile, subTable } from './tomlFile.ts';
import type { TomlFile } from './tomlFile.ts';
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
export async function loadSettings(asked: LoadSettingsOptions): Promise<Settings> {
  const { flags, env, cwd, etc = '/etc' } = asked;
  const project = await nearestTomlFile('pyproject.toml', cwd);
  const [uv, pip] = await Promise.all([
    uvConfigLayers({ ...asked, etc, project }),
    pipConfigLayer({ ...asked, etc }),
  ]);
  const table = spipTable(project, { all: settingTable, test: testSettings });
  const others: readonly SettingLayer[] = [
    flagLayer(flags, cwd),
    variableLayer('spip', env, cwd),
    ...(table === undefined ? [] : [table.all]),
    variableLayer('uv', env, cwd),
    ...uv.layers,
    variableLayer('pip', env, cwd),
    pip.layer,
  ];
  const layers =
    asked.requirements === undefined
      ? others
      : [requirementsLayer(asked.requirements, others, cwd), ...others];
  const options = readSettings(settingTable, { env, cwd, project: table?.all });
  const places = findPlaces(settle(globalOptions, flags, options), asked);
  const sharedCache = flags.sharedCache ?? sharedByVariable(env, cwd);
  guardPlaces(places, { shared: sharedCache });
  return {
    places,
    sharedCache,
    cacheLimit: options.cacheLimit,
    index: { ...indexGroups(layers, asked.home), ...connectionSettings(layers, asked) },
    pythons: pythonSources(asked),
    options,
    test: readSettings(testSettings, { env, cwd, project: table?.test }),
    ownTests: ownTestsOf(project),
    files: [
      ...(table === undefined || project === undefined ? [] : [project.path]),
      ...uv.files,
      ...pip.files,
    ],
  };
}

function ownTestsOf(project: TomlFile | undefined): TomlTable {
  const spip = subTable(subTable(project?.table, 'tool'), 'spip');
  return subTable(subTable(spip, 'own-tests'), 'packages') ?? {};
}

/** A project may choose places, but not whom to trust with them. */
function sharedByVariable(env: Environment, cwd: string): boolean {
  const table = { sharedCache: { ...globalOptions.sharedCache, setting: true } } as const;
  return readSettings(table, { env, cwd, project: undefined }).sharedCache?.value ?? false;
}
