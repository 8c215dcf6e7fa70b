import type { RawValue } from '../options/option.ts';
import { delimiter, join } from 'node:path';
import { isTable } from '../lib/tomlTable.ts';
import type { TomlTable } from '../lib/tomlTable.ts';
import type { Environment, SettingLayer, IndexKey } from './settingLayer.ts';
import { nearestTomlFile, subTable, tomlFile } from './tomlFile.ts';
import type { TomlFile } from './tomlFile.ts';
import { uvCredentials } from './uvCredentials.ts';

export interface UvConfigOptions {
  readonly env: Environment;
  readonly home: string;
  readonly cwd: string;
  readonly etc: string;
  /** The nearest `pyproject.toml`. */
  readonly project: TomlFile | undefined;
}

/** The settings files of uv as layers, nearest first: project, user, machine; or the one that `UV_CONFIG_FILE` names. */
export async function uvConfigLayers(
  options: UvConfigOptions,
): Promise<{ readonly layers: readonly SettingLayer[]; readonly files: readonly string[] }> {
  const found = (await uvFiles(options)).filter((entry) => entry !== undefined);
  return {
    layers: found.map((entry) => uvLayer(entry, options.env)),
    files: found.map(({ file }) => file.path),
  };
}

interface UvTable {
  readonly file: TomlFile;
  readonly table: TomlTable;
  /** How messages name the place, for example `pyproject.toml [tool.uv]`. */
  readonly label: string;
}

async function uvFiles(options: UvConfigOptions): Promise<readonly (UvTable | undefined)[]> {
  const { env, home, cwd, etc, project } = options;
  const whole = (file: TomlFile | undefined): UvTable | undefined =>
    file === undefined ? undefined : { file, table: file.table, label: file.path };
  if (['1', 'true'].includes((env['UV_NO_CONFIG'] ?? '').toLowerCase())) {
    return [];
  }
  const named = env['UV_CONFIG_FILE'];
  if (named !== undefined && named !== '') {
    return [whole(await tomlFile(named, cwd))];
  }
  const user = env['XDG_CONFIG_HOME'] || join(home, '.config');
  const machine = [...(env['XDG_CONFIG_DIRS'] || '/etc/xdg').split(delimiter), etc];
  const folders = [user, ...machine].filter((folder) => folder !== '');
  const shared = folders.map((folder) => join(folder, 'uv'));
  return [
    // As uv has it: a `uv.toml` hides the `[tool.uv]` beside it.
    whole(await nearestTomlFile('uv.toml', cwd)) ?? projectTable(project),
    ...(await Promise.all(
      shared.map(async (folder) => whole(await tomlFile(join(folder, 'uv.toml'), folder))),
    )),
  ];
}

function projectTable(project: TomlFile | undefined): UvTable | undefined {
  const table = subTable(subTable(project?.table, 'tool'), 'uv');
  return project === undefined || table === undefined
    ? undefined
    : { file: project, table, label: `${project.path} [tool.uv]` };
}

const plainKeys: Partial<Record<IndexKey, string>> = {
  'find-links': 'find-links',
  'no-index': 'no-index',
  'index-strategy': 'index-strategy',
  'trusted-host': 'allow-insecure-host',
};

function uvLayer({ file, table, label }: UvTable, env: Environment): SettingLayer {
  const indexes = namedIndexes(table, env);
  return {
    family: 'uv',
    base: file.directory,
    get: (key) => {
      if (key === 'index-url') {
        const named = indexes.find((index) => index.isDefault);
        return named === undefined
          ? sourced(table['index-url'], `${label} index-url`)
          : { value: named.url, source: `${label} [[index]]` };
      }
      if (key === 'extra-index-url') {
        const extra = indexes.filter((index) => !index.isDefault).map((index) => index.url);
        return extra.length === 0
          ? sourced(table['extra-index-url'], `${label} extra-index-url`)
          : { value: extra, source: `${label} [[index]]` };
      }
      const name = plainKeys[key];
      return name === undefined ? undefined : sourced(table[name], `${label} ${name}`);
    },
  };
}

function namedIndexes(
  table: TomlTable,
  env: Environment,
): readonly { readonly url: string; readonly isDefault: boolean }[] {
  const entries: unknown = table['index'];
  return (Array.isArray(entries) ? entries : []).filter(isTable).flatMap((entry) => {
    const { url, name } = entry;
    // An explicit index serves only packages that a project pins to it.
    if (typeof url !== 'string' || entry['explicit'] === true) {
      return [];
    }
    const full = typeof name === 'string' ? uvCredentials(url, name, env) : url;
    return [{ url: full, isDefault: entry['default'] === true }];
  });
}

function sourced(value: unknown, source: string): { value: RawValue; source: string } | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    return { value, source };
  }
  if (!Array.isArray(value)) {
    return undefined;
  }
  const texts = value.filter((item) => typeof item === 'string');
  return texts.length === 0 ? undefined : { value: texts, source };
}
