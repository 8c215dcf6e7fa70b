import type { RawValue } from '../options/option.ts';
import { join, resolve } from 'node:path';
import { showUrl } from '../lib/urls/showUrl.ts';
import { readUrl, urlHint } from '../lib/urls/readUrl.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Certificates, IndexSettings, Proxies, Sourced } from '../model/settings.ts';
import { convertSetting } from './convertSetting.ts';
import { expandHome } from './expandHome.ts';
import { findSetting } from './settingLayer.ts';
import type { Environment, IndexKey, SettingLayer } from './settingLayer.ts';

type Connection = Pick<
  IndexSettings,
  'timeoutSeconds' | 'retries' | 'fileLimit' | 'certificates' | 'proxies' | 'netrc'
>;

/** Limits, certificates, proxies and netrc; pip's defaults of 15 s, and 4 retries. */
export function connectionSettings(
  layers: readonly SettingLayer[],
  surroundings: { readonly env: Environment; readonly home: string; readonly cwd: string },
): Connection {
  const { env, home, cwd } = surroundings;
  const read = <T>(
    key: IndexKey,
    convert: (raw: Sourced<RawValue>) => T,
  ): Sourced<T> | undefined => {
    const found = findSetting(layers, key)?.found;
    return found === undefined ? undefined : { value: convert(found), source: found.source };
  };
  const path = (key: IndexKey): Sourced<string> | undefined => {
    const setting = findSetting(layers, key);
    return setting === undefined
      ? undefined
      : {
          value: resolve(setting.layer.base, expandHome(convertSetting.text(setting.found), home)),
          source: setting.found.source,
        };
  };
  const certificates: Certificates = {
    authorities: path('cert') ?? pathVariable(env, cwd, authorityVariables),
    client: path('client-cert'),
    trustedHosts: read('trusted-host', convertSetting.names) ?? { value: [], source: 'default' },
  };
  return {
    timeoutSeconds: read('http-timeout', convertSetting.seconds) ?? {
      value: 15,
      source: 'default',
    },
    retries: read('http-retries', convertSetting.count) ?? { value: 4, source: 'default' },
    fileLimit: read('max-file-size', convertSetting.bytes) ?? { value: 4e9, source: 'default' },
    certificates,
    proxies: proxies(read('proxy', convertSetting.text), env),
    netrc: env['NETRC'] || join(home, '.netrc'),
  };
}

const authorityVariables = [
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
] as const;

function pathVariable(
  env: Environment,
  cwd: string,
  names: readonly string[],
): Sourced<string> | undefined {
  const found = variable(env, names);
  return found === undefined ? undefined : { ...found, value: resolve(cwd, found.value) };
}

function proxies(set: Sourced<string> | undefined, env: Environment): Proxies {
  const all = variable(env, ['all_proxy', 'ALL_PROXY']);
  return {
    http: withScheme(set ?? variable(env, ['http_proxy', 'HTTP_PROXY']) ?? all),
    https: withScheme(set ?? variable(env, ['https_proxy', 'HTTPS_PROXY']) ?? all),
    direct: variable(env, ['no_proxy', 'NO_PROXY'])?.value ?? '',
  };
}

/** Lower case wins, as curl and Python have it; an empty variable is not set. */
function variable(env: Environment, names: readonly string[]): Sourced<string> | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') {
      return { value, source: name };
    }
  }
  return undefined;
}

/** pip allows a proxy to be written `host:port`. */
function withScheme(proxy: Sourced<string> | undefined): Sourced<string> | undefined {
  if (proxy === undefined) {
    return undefined;
  }
  const { value, source } = proxy;
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (readUrl(url) === undefined) {
    throw new SpipError(
      'invalid-settings',
      `Expected the URL of a proxy in \`${source}\`: \`${showUrl(url)}\``,
      { hint: urlHint(url) },
    );
  }
  return { value: url, source };
}
