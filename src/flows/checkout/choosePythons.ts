import { SpipError } from '../../lib/spipError.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { MissingPython } from '../../model/missingPython.ts';
import type { FoundPythons } from '../../pythons/discoverPythons.ts';
import { parsePythonRequest } from '../../pythons/pythonRequest.ts';
import type { PythonRequest } from '../../pythons/pythonRequest.ts';
import { selectPythons } from '../../pythons/selectPythons.ts';
import { admits } from './wantedPythons.ts';
import type { WantedPythons } from './wantedPythons.ts';

/** The Pythons of a checkout: those that are there, oldest first, and those that are not. */
export interface ChosenPythons {
  readonly chosen: readonly Interpreter[];
  readonly missing: readonly MissingPython[];
}

/**
 * Finds what a project is to be tested on.
 *
 * @throws SpipError `usage` for what names no Python, `no-python` for a path that leads to none and where there is none at all
 */
export function choosePythons(
  { requests, required }: WantedPythons,
  found: FoundPythons,
): ChosenPythons {
  const wanted = (requests ?? admittedMinors(required, found.interpreters)).flatMap(
    parsePythonRequest,
  );
  if (wanted.length === 0) {
    throw new SpipError('no-python', 'Failed to find a final CPython that the project admits', {
      hint: '`spip python list` shows what there is; `--python` names others',
    });
  }
  const missing = wanted.filter((request) => isMissing(request, found));
  const texts = wanted.filter((request) => !missing.includes(request)).map(({ text }) => text);
  const labels = new Map(missing.map((request) => [labelOf(request), request]));
  return {
    chosen: texts.length === 0 ? [] : selectPythons(texts, found),
    missing: [...labels].map(([python, request]) => ({
      python,
      implementation: request.kind === 'name' ? request.implementation : 'cpython',
      command: `spip python install ${python}`,
    })),
  };
}

const oldestMinor = 6;

/** Every minor version up to the newest that is here: a gap is a Python that is missing, what comes after is not known. */
function admittedMinors(
  required: string | undefined,
  interpreters: readonly Interpreter[],
): readonly string[] {
  const finals = interpreters.filter(
    (each) => each.implementation === 'cpython' && !each.prerelease && !each.freeThreaded,
  );
  const here = new Set(finals.map(({ version }) => version.split('.').slice(0, 2).join('.')));
  const newest = Math.max(...[...here].map((minor) => minorOf(minor)));
  const all = Array.from(
    { length: Math.max(0, newest - oldestMinor + 1) },
    (_, index) => `3.${oldestMinor + index}`,
  );
  const python2 = required !== undefined && admits(required, '2.7') ? ['2.7'] : [];
  // Without a word from the project nothing is missing.
  return required === undefined
    ? all.filter((minor) => here.has(minor))
    : [...python2, ...all.filter((minor) => admits(required, minor))];
}

function minorOf(minor: string): number {
  const [major = '', number = ''] = minor.split('.');
  return major === '3' ? Number(number) : 0;
}

function isMissing(request: PythonRequest, found: FoundPythons): boolean {
  if (request.kind !== 'name') {
    return false;
  }
  try {
    return selectPythons([request.text], found).length === 0;
  } catch (error) {
    if (error instanceof SpipError && error.code === 'no-python') {
      return true;
    }
    throw error;
  }
}

function labelOf(request: PythonRequest): string {
  if (request.kind !== 'name') {
    return request.text;
  }
  const { implementation, version, freeThreaded, debug } = request;
  const kind = `${freeThreaded ? 't' : ''}${debug ? 'd' : ''}`;
  return `${implementation === 'pypy' ? 'pypy' : ''}${version}${kind}`;
}
