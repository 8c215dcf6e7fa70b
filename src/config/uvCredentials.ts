import type { Environment } from './settingLayer.ts';

/** Puts `UV_INDEX_<NAME>_USERNAME` and `_PASSWORD` into the URL of a named index of uv. */
export function uvCredentials(url: string, name: string, env: Environment): string {
  const prefix = `UV_INDEX_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
  const username = env[`${prefix}_USERNAME`];
  const password = env[`${prefix}_PASSWORD`];
  if ((username === undefined && password === undefined) || !URL.canParse(url)) {
    return url;
  }
  const full = new URL(url);
  full.username = encodeURIComponent(username ?? '');
  full.password = encodeURIComponent(password ?? '');
  return full.href;
}
