import type { Sourced } from '../../model/settings.ts';
import { member } from '../../owntests/projectConfig.ts';
import { toxPythons } from '../../owntests/toxEnvironments.ts';
import { areStrings } from '../../lib/tomlTable.ts';
import { readRequiresPython } from '../../pep/lenientRequirement.ts';
import { specifiersContain } from '../../pep/specifiers.ts';
import type { CheckoutProject } from './checkoutProject.ts';

/** The Pythons that a project is tested on. */
export interface WantedPythons {
  /** As `--python` takes them; `undefined`: all final CPythons that Requires-Python admits. */
  readonly requests: readonly string[] | undefined;
  /** Requires-Python of the project; `undefined`: it admits all. */
  readonly required: string | undefined;
  /** Where they stand, for people. */
  readonly source: string;
}

/** The first that says something: whoever asks, tox's list of environments, the classifiers, Requires-Python. */
export function wantedPythons(
  asked: Sourced<readonly string[]> | undefined,
  project: CheckoutProject,
): WantedPythons {
  const required = requiresPython(project);
  if (asked !== undefined) {
    return { requests: asked.value, required: required?.text, source: asked.source };
  }
  const tox = toxPythons(project.config, project);
  if (tox !== undefined) {
    return {
      requests: tox.names,
      required: required?.text,
      source: `the environments of tox in ${tox.file}`,
    };
  }
  const classified = classifiers(project);
  const admitted = classified?.minors.filter((minor) => admits(required?.text, minor)) ?? [];
  if (classified !== undefined && admitted.length > 0) {
    return {
      requests: admitted,
      required: required?.text,
      source: `the classifiers in ${classified.file}`,
    };
  }
  return {
    requests: undefined,
    required: required?.text,
    source:
      required === undefined
        ? 'all that are installed: the project names none'
        : `\`${required.text}\` in ${required.file}`,
  };
}

/** Whether Requires-Python admits some release of a minor version such as `3.12`. */
export function admits(required: string | undefined, minor: string): boolean {
  const read = required === undefined ? undefined : readRequiresPython(required);
  return (
    read === undefined ||
    // A bound that names a patch release divides a minor version: its last ones count, and its first.
    [`${minor}.99`, `${minor}.0`].some((version) => specifiersContain(read.value, version))
  );
}

interface Said {
  readonly text: string;
  readonly file: string;
}

function requiresPython({ config, read }: CheckoutProject): Said | undefined {
  const { pyproject, setupCfg } = config;
  const poetry = member(member(member(pyproject, 'tool'), 'poetry'), 'dependencies')?.['python'];
  const inToml = member(pyproject, 'project')?.['requires-python'] ?? fromPoetry(poetry);
  const inCfg = setupCfg.get('options')?.get('python-requires');
  const inPy = /\bpython_requires\s*=\s*(["'])([^"']+)\1/.exec(read('setup.py') ?? '')?.[2];
  return typeof inToml === 'string'
    ? { text: inToml, file: 'pyproject.toml' }
    : inCfg !== undefined
      ? { text: inCfg, file: 'setup.cfg' }
      : inPy === undefined
        ? undefined
        : { text: inPy, file: 'setup.py' };
}

/** `^3.8` is at least 3.8, before 4; what else Poetry writes are specifiers, or nothing that can be read. */
function fromPoetry(value: unknown): string | undefined {
  const [, major, rest = ''] = typeof value === 'string' ? (/^\^(\d+)(.*)$/.exec(value) ?? []) : [];
  if (major !== undefined) {
    return `>=${major}${rest},<${Number(major) + 1}`;
  }
  return typeof value === 'string' && /^[<>=!]/.test(value) ? value : undefined;
}

interface Classified {
  readonly minors: readonly string[];
  readonly file: string;
}

/** Minor versions of CPython, as `Programming Language :: Python :: 3.12` names them. */
function classifiers({ config, read }: CheckoutProject): Classified | undefined {
  const { pyproject, setupCfg } = config;
  const listed =
    member(pyproject, 'project')?.['classifiers'] ??
    member(member(pyproject, 'tool'), 'poetry')?.['classifiers'];
  return [
    { text: areStrings(listed) ? listed.join('\n') : '', file: 'pyproject.toml' },
    { text: setupCfg.get('metadata')?.get('classifiers') ?? '', file: 'setup.cfg' },
    { text: read('setup.py') ?? '', file: 'setup.py' },
  ]
    .map(({ text, file }) => ({ minors: minorsIn(text), file }))
    .find(({ minors }) => minors.length > 0);
}

function minorsIn(text: string): readonly string[] {
  const found = text.matchAll(/\bProgramming Language :: Python :: (\d+\.\d+)(?![\d.])/g);
  return [...new Set([...found].map(([, minor = '']) => minor))];
}
