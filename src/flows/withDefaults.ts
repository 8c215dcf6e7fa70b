import type { MatrixOptions } from '../model/options.ts';
import type { OptionDefaults, Sourced } from '../model/settings.ts';

/** The options of the command line, with those of `SPIP_*` and `[tool.spip]` where it says nothing. */
export function withDefaults(options: MatrixOptions, defaults: OptionDefaults): MatrixOptions {
  const { index } = options;
  const hasTests = options.script !== undefined || options.command !== undefined;
  return {
    ...options,
    ...releaseDefaults(options, defaults),
    index: {
      ...index,
      offline: flag(index.offline, defaults.offline),
      refresh: flag(index.refresh, defaults.refresh),
      onlyBinary: list(index.onlyBinary, defaults.onlyBinary),
      noBinary: list(index.noBinary, defaults.noBinary),
      excludeNewer: value(index.excludeNewer, defaults.excludeNewer),
    },
    pythons: list(options.pythons, defaults.python),
    // What to run is one decision: a script on the command line is not joined by a command of the project.
    importOnly: hasTests ? false : flag(options.importOnly, defaults.importOnly),
    command:
      hasTests || options.importOnly ? options.command : value(options.command, defaults.command),
    tests: list(options.tests, defaults.tests),
    jobs: value(options.jobs, defaults.jobs),
    timeout: value(options.timeout, defaults.timeout),
    failFast: flag(options.failFast, defaults.failFast),
  };
}

function releaseDefaults(
  options: MatrixOptions,
  defaults: OptionDefaults,
): Pick<MatrixOptions, 'versions' | 'limit' | 'all' | 'pre' | 'yanked'> {
  return {
    versions: value(options.versions, defaults.versions),
    // `--all` and `--limit` exclude each other: whichever is given puts the other one's default aside.
    limit: options.all ? undefined : value(options.limit, defaults.limit),
    all: options.limit === undefined ? flag(options.all, defaults.all) : options.all,
    pre: flag(options.pre, defaults.pre),
    yanked: flag(options.yanked, defaults.yanked),
  };
}

function flag(given: boolean, fallback: Sourced<boolean> | undefined): boolean {
  return given || fallback?.value === true;
}

function value<T>(given: T | undefined, fallback: Sourced<T> | undefined): T | undefined {
  return given ?? fallback?.value;
}

function list(
  given: readonly string[],
  fallback: Sourced<readonly string[]> | undefined,
): readonly string[] {
  return given.length > 0 ? given : (fallback?.value ?? []);
}
