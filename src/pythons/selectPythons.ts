import { SpipError } from '../lib/spipError.ts';
import { unreachable } from '../lib/unreachable.ts';
import type { BrokenInterpreter, Interpreter } from '../model/interpreter.ts';
import { specifiersContain } from '../pep/specifiers.ts';
import type { Specifiers } from '../pep/specifiers.ts';
import { parseVersion } from '../pep/version.ts';
import { comparePythons } from './comparePythons.ts';
import { newestOfEach } from './newestOfEach.ts';
import { parsePythonRequest } from './pythonRequest.ts';
import type { PythonRequest } from './pythonRequest.ts';

/** What there is to choose from, as `discoverPythons` returns it. */
export interface SelectablePythons {
  readonly interpreters: readonly Interpreter[];
  readonly broken: readonly BrokenInterpreter[];
  readonly named: ReadonlyMap<
    string,
    | { readonly kind: 'executable'; readonly path: string }
    | { readonly kind: 'broken'; readonly reason: string }
  >;
  /** What `spip python install` would bring, by what was asked for and is missing: `3.14` -> `3.14.0`. */
  readonly offered?: ReadonlyMap<string, string> | undefined;
}

/** What is asked for by name or specifier, and not there. */
export function missingPythons(
  requests: readonly string[],
  found: SelectablePythons,
): readonly PythonRequest[] {
  return requests
    .filter((value) => value.trim() !== 'auto')
    .flatMap(parsePythonRequest)
    .filter(({ kind }) => kind === 'name' || kind === 'specifier')
    .filter((request) => answer(request, found).length === 0);
}

/**
 * The interpreters that the values of `--python` ask for, each once, CPython before PyPy, oldest first.
 * Where two of them would be written alike, their `python` is made exact. `auto` is not for here: it depends on
 * the release (`pickAuto`). Throws SpipError `no-python` where a request matches nothing, `usage` for nonsense.
 */
export function selectPythons(
  requests: readonly string[],
  found: SelectablePythons,
): readonly Interpreter[] {
  const chosen = requests.flatMap(parsePythonRequest).flatMap((request) => {
    const matching = answer(request, found);
    if (matching.length === 0) {
      throw nothingMatches(request.text, found);
    }
    return matching;
  });
  return withDistinctLabels([...new Set(chosen)].toSorted(comparePythons));
}

function answer(request: PythonRequest, found: SelectablePythons): readonly Interpreter[] {
  switch (request.kind) {
    case 'all':
      return newestOfEach(found.interpreters);
    case 'specifier':
      return newestOfEach(found.interpreters.filter((each) => admitted(request.specifiers, each)));
    case 'path':
      return [namedPython(request.text, found)];
    case 'name':
      return byName(request, found.interpreters);
    default:
      return unreachable(request);
  }
}

/** A specifier admits plain builds only, and pre-releases only where it names one (PEP 440). */
function admitted(specifiers: Specifiers, interpreter: Interpreter): boolean {
  return (
    !interpreter.freeThreaded &&
    !interpreter.debug &&
    specifiersContain(specifiers, parseVersion(interpreter.version), {
      prereleases: specifiers.namesPrerelease,
    })
  );
}

function byName(
  request: Extract<PythonRequest, { kind: 'name' }>,
  interpreters: readonly Interpreter[],
): readonly Interpreter[] {
  const matching = interpreters.filter(
    (each) =>
      each.implementation === request.implementation &&
      each.freeThreaded === request.freeThreaded &&
      each.debug === request.debug &&
      (request.version === '' ||
        each.version === request.version ||
        each.version.startsWith(`${request.version}.`)),
  );
  const newest = newestOfEach(matching).toSorted(comparePythons);
  // `3` or `pypy` stands for one Python: the newest final one, if there is one.
  const best = newest.findLast((each) => !each.prerelease) ?? newest.at(-1);
  return best === undefined ? [] : [best];
}

function namedPython(text: string, found: SelectablePythons): Interpreter {
  const outcome = found.named.get(text);
  const path = outcome?.kind === 'executable' ? outcome.path : undefined;
  const interpreter = found.interpreters.find((each) => each.executable === path);
  if (interpreter === undefined) {
    const reason = outcome?.kind === 'broken' ? outcome.reason : 'is not a Python';
    const broken = found.broken.filter(({ source }) => source !== 'named');
    throw new SpipError('no-python', `Failed to use the Python \`${text}\`: it ${reason}`, {
      hint: haveAndWayOut({ ...found, broken }),
    });
  }
  return interpreter;
}

function nothingMatches(text: string, found: SelectablePythons): SpipError {
  return new SpipError('no-python', `Failed to find a Python that matches \`${text}\``, {
    hint: `${offer(text, found)}${haveAndWayOut(found)}`,
  });
}

function offer(text: string, { offered }: SelectablePythons): string {
  const label = offered?.get(text);
  return label === undefined ? '' : `\`spip python install ${label}\` brings one; `;
}

function haveAndWayOut({ interpreters, broken }: SelectablePythons): string {
  const versions = [...new Set(interpreters.map((each) => `\`${exactLabel(each)}\``))];
  const have = versions.length === 0 ? 'no Python was found' : `found ${versions.join(', ')}`;
  return `${have}${unusable(broken)} (\`spip python list\` shows all); ask for one of these, install it, or give the path of an executable`;
}

/** How many broken ones a hint names. */
const namedBroken = 3;

function unusable(broken: readonly BrokenInterpreter[]): string {
  if (broken.length === 0) {
    return '';
  }
  const named = broken.slice(0, namedBroken).map(({ path, reason }) => `\`${path}\` ${reason}`);
  const more = broken.length > namedBroken ? ['...'] : [];
  return ` and ${broken.length} that could not be used: ${[...named, ...more].join(', ')}`;
}

function withDistinctLabels(interpreters: readonly Interpreter[]): readonly Interpreter[] {
  const exact = relabelRepeated(interpreters, exactLabel);
  // The same version twice, from two places: only the build tells them apart.
  return relabelRepeated(exact, (each) => `${each.python}-${each.build.slice(0, 6)}`);
}

function relabelRepeated(
  interpreters: readonly Interpreter[],
  relabel: (interpreter: Interpreter) => string,
): readonly Interpreter[] {
  const counts = Map.groupBy(interpreters, (each) => each.python);
  return interpreters.map((each) =>
    (counts.get(each.python)?.length ?? 0) > 1 ? { ...each, python: relabel(each) } : each,
  );
}

/** As the grid writes it, but with the full version: `3.13.0t`, `pypy3.10.14`. */
function exactLabel(interpreter: Interpreter): string {
  const kind = `${interpreter.freeThreaded ? 't' : ''}${interpreter.debug ? 'd' : ''}`;
  return `${interpreter.implementation === 'pypy' ? 'pypy' : ''}${interpreter.version}${kind}`;
}
