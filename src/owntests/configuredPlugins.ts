import type { ProjectConfig } from './projectConfig.ts';

/** The beginning of an option of pytest, or the name of a setting, and what brings it. */
const byOption: readonly (readonly [RegExp, string])[] = [
  [/^--(?:no-)?cov\b/, 'pytest-cov'],
  [/^(?:-n\d*|--numprocesses|--dist|--maxprocesses)(?:$|=)|^-n(?:auto|logical)$/, 'pytest-xdist'],
  [/^--timeout\b/, 'pytest-timeout'],
  [/^--asyncio-/, 'pytest-asyncio'],
  [/^--benchmark-/, 'pytest-benchmark'],
  [/^--reruns/, 'pytest-rerunfailures'],
  [/^--randomly-/, 'pytest-randomly'],
  [/^--random-order/, 'pytest-random-order'],
  [/^--forked$/, 'pytest-forked'],
  [/^--flake8$/, 'pytest-flake8'],
  [/^--black$/, 'pytest-black'],
  [/^--ruff/, 'pytest-ruff'],
  [/^--isort$/, 'pytest-isort'],
  [/^--pylint/, 'pytest-pylint'],
  [/^--mypy/, 'pytest-mypy'],
  [/^--html\b/, 'pytest-html'],
  [/^--instafail$/, 'pytest-instafail'],
  [/^--hypothesis-/, 'hypothesis'],
  [/^--(?:disable|allow|force-enable)-(?:socket|hosts|unix-socket)/, 'pytest-socket'],
  [/^--(?:remote-data)/, 'pytest-remotedata'],
  [/^--doctest-(?:plus|rst)/, 'pytest-doctestplus'],
  [/^--mpl/, 'pytest-mpl'],
  [/^--ds\b|^--(?:reuse|create)-db$/, 'pytest-django'],
  [/^--typeguard-/, 'typeguard'],
  [/^--xprocess/, 'pytest-xprocess'],
];

const bySetting: ReadonlyMap<string, string> = new Map([
  ['asyncio-mode', 'pytest-asyncio'],
  ['asyncio-default-fixture-loop-scope', 'pytest-asyncio'],
  ['timeout', 'pytest-timeout'],
  ['timeout-method', 'pytest-timeout'],
  ['django-settings-module', 'pytest-django'],
  ['env', 'pytest-env'],
  ['qt-api', 'pytest-qt'],
  ['trio-mode', 'pytest-trio'],
  ['mock-use-standalone-module', 'pytest-mock'],
  ['doctest-plus', 'pytest-doctestplus'],
  ['remote-data-strict', 'pytest-remotedata'],
  ['flake8-ignore', 'pytest-flake8'],
  ['mypy-ini-file', 'pytest-mypy'],
  ['rsyncdirs', 'pytest-xdist'],
  ['looponfailroots', 'pytest-xdist'],
]);

/** Requirements of the plugins that a project's configuration of pytest names: with it, pytest does not start without them. */
export function configuredPlugins({ pytest }: Pick<ProjectConfig, 'pytest'>): readonly string[] {
  const options = pytest?.options ?? new Map<string, readonly string[]>();
  const words = options.get('addopts') ?? [];
  return [
    ...new Set([
      ...words.flatMap((word) =>
        byOption.filter(([pattern]) => pattern.test(word)).map(([, name]) => name),
      ),
      ...[...options.keys()].flatMap((key) => bySetting.get(key.toLowerCase()) ?? []),
      ...requiredPlugins(options.get('required-plugins') ?? []),
    ]),
  ];
}

/** `required_plugins = pytest-django>=3.0 pytest-html`. */
function requiredPlugins(words: readonly string[]): readonly string[] {
  return words
    .flatMap((word) => word.split(','))
    .filter((word) => /^[A-Za-z0-9][\w.<>=!~,-]*$/.test(word));
}
