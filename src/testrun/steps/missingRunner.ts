/** Runners of tests that people start by name, and what brings them. */
const broughtBy: ReadonlyMap<string, string> = new Map([
  ['coverage', 'coverage'],
  ['green', 'green'],
  ['nose2', 'nose2'],
  ['nosetests', 'nose'],
  ['nox', 'nox'],
  ['py.test', 'pytest'],
  ['pytest', 'pytest'],
  ['stestr', 'stestr'],
  ['tox', 'tox'],
  ['trial', 'twisted'],
  ['ward', 'ward'],
  ['zope-testrunner', 'zope-testrunner'],
]);

/**
 * That a shell, or what it started, found no runner of tests by its name: POSIX keeps status 127 for that. `undefined`
 * where it was another program.
 */
export function missingRunner(exitStatus: number | undefined, tail: string): string | undefined {
  if (exitStatus !== 127) {
    return undefined;
  }
  const lines = tail.split('\n').filter((line) => notFound.test(line));
  const name = lines
    .flatMap((line) => line.split(/[\s:'"`‘’]+/))
    .find((word) => broughtBy.has(word));
  return name === undefined
    ? undefined
    : `\`${name}\` is not in the environment: add \`--with ${broughtBy.get(name)}\``;
}

/** `sh: 1: pytest: not found`, `bash: pytest: command not found`, "env: 'pytest': No such file or directory". */
const notFound = /: (?:(?:command )?not found|No such file or directory)\s*$/;
