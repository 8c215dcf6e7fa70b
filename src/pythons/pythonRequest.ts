import { SpipError } from '../lib/spipError.ts';
import { parseSpecifiers } from '../pep/specifiers.ts';
import type { Specifiers } from '../pep/specifiers.ts';
import { tryParseVersion } from '../pep/version.ts';

/** One thing that `--python` asks for. */
export type PythonRequest =
  | { readonly kind: 'all'; readonly text: string }
  | { readonly kind: 'specifier'; readonly text: string; readonly specifiers: Specifiers }
  | { readonly kind: 'path'; readonly text: string }
  | {
      readonly kind: 'name';
      readonly text: string;
      readonly implementation: 'cpython' | 'pypy';
      /** As written, for example `3`, `3.12`, `3.14.0rc1`; '' for any. */
      readonly version: string;
      readonly freeThreaded: boolean;
      readonly debug: boolean;
    };

const name =
  /^(?:(?<word>python|cpython|pypy|py)[-@]?)?(?<version>\d+(?:\.\d+){0,2}(?:(?:a|b|rc)\d+)?)?(?<free>t)?(?<debug>d)?$/;

/**
 * Reads one value of `--python`: an operator makes the whole of it one specifier (PEP 440), otherwise commas
 * separate names and paths. Throws SpipError `usage`.
 */
export function parsePythonRequest(value: string): readonly PythonRequest[] {
  const text = value.trim();
  if (/^(?:[<>=!]|~=)/.test(text)) {
    return [{ kind: 'specifier', text, specifiers: parseSpecifiers(text) }];
  }
  return text.split(',').map((part) => parseName(part.trim(), value));
}

function parseName(text: string, value: string): PythonRequest {
  if (text === 'all') {
    return { kind: 'all', text };
  }
  if (text.includes('/') || /^[.~]/.test(text)) {
    return { kind: 'path', text };
  }
  const groups = name.exec(withPoint(text.toLowerCase()))?.groups;
  const version = groups?.['version'] ?? '';
  const named = groups?.['word'] !== undefined || version !== '';
  if (
    groups === undefined ||
    !named ||
    (version !== '' && tryParseVersion(version) === undefined)
  ) {
    const where = text === value.trim() ? '' : ` in \`${value}\``;
    throw new SpipError('usage', `Expected a Python but got \`${text}\`${where}`, { hint: forms });
  }
  return {
    kind: 'name',
    text,
    implementation: groups['word'] === 'pypy' ? 'pypy' : 'cpython',
    version,
    freeThreaded: groups['free'] !== undefined,
    debug: groups['debug'] !== undefined,
  };
}

/** As tox and wheels write it, without the point: `py312`, `cp313t`, `pypy310`. */
function withPoint(text: string): string {
  return text
    .replace(/^cp(?=\d)/, 'cpython')
    .replace(/^(py|cpython|pypy)([23])(?=\d+t?$)/, '$1$2.');
}

const forms =
  "Write a version (`3.12`, `3.11.7`, `3.13t`, `pypy3.10`), a specifier (`'>=3.9'`), a path, `all` or, alone, `auto`";
