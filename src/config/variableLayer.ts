import { variableOf } from '../options/readSettings.ts';
import { uvCredentials } from './uvCredentials.ts';
import type { Environment, IndexKey, SettingLayer } from './settingLayer.ts';

/** The variables of one tool as a layer; an empty variable counts as not set, as pip has it. */
export function variableLayer(
  family: SettingLayer['family'],
  env: Environment,
  cwd: string,
): SettingLayer {
  return {
    family,
    base: cwd,
    get: (key) => {
      const names = family === 'spip' ? [variableOf(key)] : variableNames[family][key];
      for (const name of names ?? []) {
        const value = env[name];
        if (value !== undefined && value.trim() !== '') {
          return { value: splitValue({ key, name, value: value.trim(), env }), source: name };
        }
      }
      return undefined;
    },
  };
}

/** The first name that is set counts. */
const variableNames: Record<'uv' | 'pip', Partial<Record<IndexKey, readonly string[]>>> = {
  uv: {
    'index-url': ['UV_DEFAULT_INDEX', 'UV_INDEX_URL'],
    'extra-index-url': ['UV_INDEX', 'UV_EXTRA_INDEX_URL'],
    'find-links': ['UV_FIND_LINKS'],
    'no-index': ['UV_NO_INDEX'],
    'index-strategy': ['UV_INDEX_STRATEGY'],
    'http-timeout': ['UV_HTTP_TIMEOUT', 'UV_REQUEST_TIMEOUT'],
    'http-retries': ['UV_HTTP_RETRIES'],
    'trusted-host': ['UV_INSECURE_HOST'],
  },
  pip: {
    'index-url': ['PIP_INDEX_URL', 'PIP_PYPI_URL'],
    'extra-index-url': ['PIP_EXTRA_INDEX_URL'],
    'find-links': ['PIP_FIND_LINKS'],
    'no-index': ['PIP_NO_INDEX'],
    'http-timeout': ['PIP_TIMEOUT', 'PIP_DEFAULT_TIMEOUT'],
    'http-retries': ['PIP_RETRIES'],
    cert: ['PIP_CERT'],
    'client-cert': ['PIP_CLIENT_CERT'],
    'trusted-host': ['PIP_TRUSTED_HOST'],
    proxy: ['PIP_PROXY'],
  },
};

function splitValue(variable: {
  readonly key: IndexKey;
  readonly name: string;
  readonly value: string;
  readonly env: Environment;
}): string | readonly string[] {
  const { key, name, value, env } = variable;
  if (name === 'UV_FIND_LINKS') {
    return value.split(',').map((part) => part.trim());
  }
  if (name === 'UV_INDEX') {
    return value.split(/\s+/).map((entry) => namedIndex(entry, env));
  }
  if (name === 'UV_DEFAULT_INDEX') {
    return namedIndex(value, env);
  }
  return key === 'extra-index-url' || key === 'find-links' || key === 'trusted-host'
    ? value.split(/\s+/)
    : value;
}

/** uv writes `name=url`; the name only selects its credentials. */
function namedIndex(entry: string, env: Environment): string {
  const [, name, url] = /^([\w.-]+)=(.+)$/.exec(entry) ?? [];
  return name === undefined || url === undefined ? entry : uvCredentials(url, name, env);
}
