/** One way to do the reference workload: a shell script that a user would write, or spip itself. */
export interface Loop {
  readonly name: string;
  /** Run by `sh -c`; it finds `$OUT`, an empty folder of its own, in its environment. */
  readonly script: string;
}

export interface LoopPlaces {
  /** Node and the bin of spip. */
  readonly spip: readonly string[];
  readonly uv: string;
  /** The Python of all loops. */
  readonly python: string;
  /** Index of all loops. */
  readonly index: string;
  /** Folder of the run: caches lie in it. */
  readonly work: string;
  /** What spip tests and the loops repeat. */
  readonly package: string;
  readonly versions: readonly string[];
  readonly jobs: number;
}

/** The arguments with which spip does the whole workload. */
export function spipScript(places: LoopPlaces, extra: readonly string[] = []): string {
  const { spip, work } = places;
  return words([
    ...spip,
    'matrix',
    places.package,
    '--limit',
    String(places.versions.length),
    '--jobs',
    String(places.jobs),
    '--index-url',
    places.index,
    '--cache-dir',
    `${work}/spip-cache`,
    '--data-dir',
    `${work}/spip-data`,
    ...extra,
  ]);
}

/** spip, the two loops over uv, and the limit: the bare test commands on environments that are there already. */
export function referenceLoops(places: LoopPlaces): readonly Loop[] {
  const { uv, python, work } = places;
  const code = `import ${places.package}`;
  const pinned = `${places.package}==$V`;
  return [
    { name: 'spip matrix', script: spipScript(places) },
    {
      name: 'uv run --isolated --with',
      script: eachVersion(
        places,
        `exec ${uv} run --quiet --isolated --no-project --python ${python} --with ${pinned} python -c "${code}"`,
      ),
    },
    {
      name: 'uv venv + uv pip install',
      script: eachVersion(
        places,
        [
          `${uv} venv --quiet --python ${python} $OUT/$V`,
          `${uv} pip install --quiet --python $OUT/$V/bin/python ${pinned}`,
          `$OUT/$V/bin/python -c "${code}"`,
        ].join(' && '),
      ),
    },
    {
      name: limitName,
      script: eachVersion(places, `exec ${work}/prepared/$V/bin/python -c "${code}"`),
    },
  ];
}

export const limitName = 'limit (bare test commands)';

/** Makes the environments of the limit. */
export function prepareScript(places: LoopPlaces): string {
  const { uv, python, work } = places;
  return eachVersion(
    places,
    [
      `${uv} venv --quiet --python ${python} ${work}/prepared/$V`,
      `${uv} pip install --quiet --python ${work}/prepared/$V/bin/python ${places.package}==$V`,
      `${work}/prepared/$V/bin/python -c "import ${places.package}"`,
    ].join(' && '),
  );
}

/** A shell loop over all versions, as many at once as there are jobs; it fails if one of them does. */
export function eachVersion({ versions, jobs }: LoopPlaces, command: string): string {
  return `printf '%s\\n' ${versions.join(' ')} | xargs -P ${jobs} -n 1 sh -c 'V=$1; ${command}' sh`;
}

function words(args: readonly string[]): string {
  return args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg}'`)).join(' ');
}
