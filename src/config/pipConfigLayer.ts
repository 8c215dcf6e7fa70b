import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Sourced } from '../model/settings.ts';
import { parseIni } from '../lib/parseIni.ts';
import { readIfPresent } from './readIfPresent.ts';
import type { Environment, IndexKey, SettingLayer } from './settingLayer.ts';

export interface PipConfigOptions {
  readonly env: Environment;
  readonly home: string;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly etc: string;
}

/**
 * All of pip's files as one layer. A later file overrides an earlier one, and `[install]` overrides `[global]` whatever
 * file it stands in. The file of the running Python's prefix is left out: spip runs in no Python.
 */
export async function pipConfigLayer(
  options: PipConfigOptions,
): Promise<{ readonly layer: SettingLayer; readonly files: readonly string[] }> {
  const values = new Map<string, Sourced<string>>();
  const files: string[] = [];
  for (const path of pipConfigFiles(options)) {
    const text = await readIfPresent(path);
    if (text === undefined) {
      continue;
    }
    files.push(path);
    const sections = parseIni(text, path);
    for (const section of ['global', 'install']) {
      for (const [key, value] of sections.get(section) ?? []) {
        if (value !== '') {
          values.set(`${section} ${key}`, { value, source: `${path} [${section}] ${key}` });
        }
      }
    }
  }
  const get: SettingLayer['get'] = (key) => {
    const names = confKeys[key];
    const found =
      names.map((name) => values.get(`install ${name}`)).find((value) => value !== undefined) ??
      names.map((name) => values.get(`global ${name}`)).find((value) => value !== undefined);
    return found !== undefined && listKeys.has(key)
      ? { value: found.value.split(/\s+/), source: found.source }
      : found;
  };
  return { layer: { family: 'pip', base: options.cwd, get }, files };
}

const listKeys: ReadonlySet<IndexKey> = new Set(['extra-index-url', 'find-links', 'trusted-host']);

const confKeys: Record<IndexKey, readonly string[]> = {
  'index-url': ['index-url', 'pypi-url'],
  'extra-index-url': ['extra-index-url'],
  'find-links': ['find-links'],
  'no-index': ['no-index'],
  'index-strategy': [],
  'http-timeout': ['timeout', 'default-timeout'],
  'http-retries': ['retries'],
  'max-file-size': [],
  cert: ['cert'],
  'client-cert': ['client-cert'],
  'trusted-host': ['trusted-host'],
  proxy: ['proxy'],
};

/** In pip's order of loading: the whole machine, the user, `PIP_CONFIG_FILE`. */
function pipConfigFiles({ env, home, platform, cwd, etc }: PipConfigOptions): readonly string[] {
  const named = env['PIP_CONFIG_FILE'];
  if (named === '/dev/null') {
    return [];
  }
  const files =
    platform === 'darwin'
      ? ['/Library/Application Support/pip/pip.conf']
      : [
          ...(env['XDG_CONFIG_DIRS'] || '/etc/xdg')
            .split(delimiter)
            .filter((directory) => directory !== '')
            .map((directory) => join(directory, 'pip', 'pip.conf')),
          join(etc, 'pip.conf'),
        ];
  // Like pip: a named file stands in for the user's own.
  if (named !== undefined && named !== '' && existsSync(resolve(cwd, named))) {
    return [...files, resolve(cwd, named)];
  }
  return [
    ...files,
    join(home, '.pip', 'pip.conf'),
    ...(platform === 'darwin' ? [join(home, 'Library/Application Support/pip/pip.conf')] : []),
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'pip', 'pip.conf'),
  ];
}
