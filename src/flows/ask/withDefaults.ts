import type { IndexOptions, MatrixOptions, ResolutionOptions } from '../../model/options.ts';
import type { OptionDefaults, Sourced } from '../../model/settings.ts';

/** The options of the command line, with those of `SPIP_*` and `[tool.spip]` where it says nothing. */
export function withDefaults(options: MatrixOptions, defaults: OptionDefaults): MatrixOptions {
  return {
    ...options,
    ...releaseDefaults(options, defaults),
    index: indexDefaults(options.index, defaults),
    resolution: resolutionDefaults(options.resolution, defaults),
    with: list(options.with, defaults.with),
    asOf: value(options.asOf, defaults.asOf),
    pythons: list(options.pythons, defaults.python),
    ...whatToRun(options, defaults),
    tests: list(options.tests, defaults.tests),
    jobs: value(options.jobs, defaults.jobs),
    timeout: value(options.timeout, defaults.timeout),
    failFast: flag(options.failFast, defaults.failFast),
  };
}

/** The same for what every command says about the index. */
export function indexDefaults(index: IndexOptions, defaults: OptionDefaults): IndexOptions {
  return {
    ...index,
    offline: flag(index.offline, defaults.offline),
    refresh: flag(index.refresh, defaults.refresh),
    onlyBinary: list(index.onlyBinary, defaults.onlyBinary),
    noBinary: list(index.noBinary, defaults.noBinary),
    excludeNewer: value(index.excludeNewer, defaults.excludeNewer),
    buildExcludeNewer: value(index.buildExcludeNewer, defaults.buildExcludeNewer),
  };
}

/** The same for how sets are resolved. */
export function resolutionDefaults(
  resolution: ResolutionOptions,
  defaults: OptionDefaults,
): ResolutionOptions {
  return {
    ...resolution,
    strategy: value(resolution.strategy, defaults.resolution),
    constraintFiles: list(resolution.constraintFiles, defaults.constraint),
    overrideFiles: list(resolution.overrideFiles, defaults.override),
  };
}

/** One decision: a script on the command line is not joined by a command of the project. */
function whatToRun(
  options: MatrixOptions,
  { importOnly, command }: OptionDefaults,
): Pick<MatrixOptions, 'importOnly' | 'command'> {
  if (options.script !== undefined || options.command !== undefined || options.importOnly) {
    return { importOnly: options.importOnly, command: options.command };
  }
  const commandIsNearer = isVariable(command) && !isVariable(importOnly);
  return importOnly?.value === true && !commandIsNearer
    ? { importOnly: true, command: undefined }
    : { importOnly: false, command: command?.value };
}

function isVariable(setting: Sourced<unknown> | undefined): boolean {
  return setting?.source.startsWith('SPIP_') === true;
}

function releaseDefaults(
  options: MatrixOptions,
  defaults: OptionDefaults,
): Pick<MatrixOptions, 'versions' | 'limit' | 'all' | 'exclude' | 'latestPer' | 'pre' | 'yanked'> {
  return {
    versions: value(options.versions, defaults.versions),
    // `--all` and `--limit` exclude each other: whichever is given puts the other one's default aside.
    limit: options.all ? undefined : value(options.limit, defaults.limit),
    all: options.limit === undefined ? flag(options.all, defaults.all) : options.all,
    exclude: value(options.exclude, defaults.exclude),
    latestPer: value(options.latestPer, defaults.latestPer),
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
