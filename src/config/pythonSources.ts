import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readUrl, urlHint } from '../lib/urls/readUrl.ts';
import { showUrl } from '../lib/urls/showUrl.ts';
import { SpipError } from '../lib/spipError.ts';
import type { PythonSources, Sourced } from '../model/settings.ts';
import { expandHome } from './expandHome.ts';
import type { Environment } from './settingLayer.ts';

interface Surroundings {
  readonly env: Environment;
  readonly home: string;
  readonly cwd: string;
}

/**
 * Where Pythons come from that are to be installed: variables alone tell it, since a project has no say in what programs run outside
 * of the sandbox.
 *
 * @throws SpipError `invalid-settings`
 */
export function pythonSources(surroundings: Surroundings): PythonSources {
  const mirror = (...names: readonly string[]): Sourced<string> | undefined =>
    names.map((name) => placeOf(name, surroundings)).find((place) => place !== undefined);
  return {
    mirrors: {
      cpython: mirror('SPIP_PYTHON_MIRROR', 'UV_PYTHON_INSTALL_MIRROR'),
      pypy: mirror('SPIP_PYTHON_MIRROR', 'UV_PYPY_INSTALL_MIRROR'),
    },
    manifest: mirror('SPIP_PYTHON_MANIFEST'),
  };
}

function placeOf(name: string, surroundings: Surroundings): Sourced<string> | undefined {
  const text = surroundings.env[name]?.trim() ?? '';
  return text === '' ? undefined : { value: urlOf(text, name, surroundings), source: name };
}

/** A URL as it is, a path as a file URL. */
export function urlOf(
  text: string,
  source: string,
  { home, cwd }: Pick<Surroundings, 'home' | 'cwd'>,
): string {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(text)) {
    return pathToFileURL(resolve(cwd, expandHome(text, home))).href;
  }
  const url = readUrl(text);
  if (url === undefined || !['http:', 'https:', 'file:'].includes(url.protocol)) {
    throw new SpipError(
      'invalid-settings',
      `Expected a path or an http, https or file URL in \`${source}\`: \`${showUrl(text)}\``,
      { hint: urlHint(text) },
    );
  }
  return url.href;
}
