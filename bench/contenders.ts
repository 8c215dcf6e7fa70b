import type { Workload } from './workloads.ts';

/** One cell of a workload as a shell loop sees it. */
export interface BenchCell {
  /** Absolute path of the base Python. */
  readonly python: string;
  readonly package: string;
  readonly version: string;
}

/** Where everything is. */
export interface BenchPlaces {
  /** Node and the bin of spip. */
  readonly spip: readonly string[];
  readonly uv: string;
  /** Index of all contenders. */
  readonly index: string;
  /** Folder of the workload: caches, test files and prepared environments lie in it. */
  readonly work: string;
  readonly jobs: number;
}

/** One way to do a workload: a shell script that a user would write, or spip itself. */
export interface Contender {
  readonly name: string;
  /** What each cell does besides installing, for people. */
  readonly steps: string;
  /** Run by `sh -c`; it finds `$OUT`, an empty folder of its own, in its environment. */
  readonly script: string;
}

export const limitName = 'limit: bare test commands';

/** The name of the file that a workload's test consists of, and its text; `undefined` where there is none. */
export function testFileOf({ test, packages }: Workload): readonly [string, string] | undefined {
  const module = moduleOf(packages[0] ?? '');
  switch (test) {
    case 'import':
      return undefined;
    case 'script':
      return ['check.py', `import ${module}\n`];
    case 'empty':
      return ['empty.py', ''];
    case 'pytest':
      return [
        'test_ten.py',
        `import ${module}\nimport pytest\n\n\n@pytest.mark.parametrize("number", range(10))\ndef test_one(number):\n    assert ${module}.__name__ and number < 10\n`,
      ];
  }
}

/** The shell words with which spip does all of a workload. */
export function spipScript(
  workload: Workload,
  places: BenchPlaces,
  extra: readonly string[] = [],
): string {
  const { packages, releases, pythons, test, reuses = false } = workload;
  const { spip, index, jobs, work } = places;
  const kept = workload.cold ? '$OUT' : work;
  const file = testFileOf(workload)?.[0];
  const asked = {
    import: ['--import-only'],
    script: [`${work}/${file}`],
    empty: [`${work}/${file}`],
    pytest: [
      '--with',
      'pytest',
      '--tests',
      `${work}/${file}`,
      '--command',
      'python -m pytest -q {tests}',
    ],
  }[test];
  const words = [
    ...spip,
    'matrix',
    ...packages,
    '--limit',
    String(releases),
    ...pythons.flatMap((python) => ['--python', python]),
    ...asked,
    '--jobs',
    String(jobs),
    '--index-url',
    index,
    ...(reuses ? [] : ['--no-result-cache']),
    ...extra,
  ];
  return `${words.map(quoted).join(' ')} --cache-dir ${kept}/spip-cache --data-dir ${kept}/spip-data`;
}

/** spip, the two loops over uv, and the limit: the bare test commands on environments that are there already. */
export function contenders(
  workload: Workload,
  cells: readonly BenchCell[],
  places: BenchPlaces,
): readonly Contender[] {
  const { uv, work } = places;
  const steps = workload.test === 'import' ? 'import' : 'custom';
  const also = workload.test === 'pytest' ? ['pytest'] : [];
  const loop = (command: string): string => eachCell(cells, places, command);
  const test = testCommand(workload, work);
  // For every program of a cell, of which there may be two.
  const caches = workload.cold ? 'export UV_CACHE_DIR=$OUT/uv-cache; ' : '';
  const run = `${uv} run --quiet --isolated --no-project --python $P --with $N==$V${also.map((name) => ` --with ${name}`).join('')}`;
  return [
    ...(workload.test === 'import'
      ? []
      : [
          {
            name: 'spip matrix',
            steps: 'import, custom',
            script: spipScript(workload, places),
          },
        ]),
    {
      name: workload.test === 'import' ? 'spip matrix' : 'spip matrix --steps custom',
      steps,
      script: spipScript(workload, places, workload.test === 'import' ? [] : ['--steps', 'custom']),
    },
    { name: 'uv run loop', steps, script: loop(`${caches}${run} python ${test}`) },
    {
      name: 'uv venv + uv pip install loop',
      steps,
      script: loop(
        `D=$OUT/$N-$V-$$; ${caches}${installInto('$D', also, places)} && $D/bin/python ${test}`,
      ),
    },
    ...(workload.cold
      ? []
      : [
          { name: limitName, steps, script: loop(`exec ${preparedAt(places)}/bin/python ${test}`) },
        ]),
  ];
}

/** Makes the environments of the limit. */
export function prepareScript(
  workload: Workload,
  cells: readonly BenchCell[],
  places: BenchPlaces,
): string {
  const also = workload.test === 'pytest' ? ['pytest'] : [];
  const place = preparedAt(places);
  const test = testCommand(workload, places.work);
  return eachCell(
    cells,
    places,
    `${installInto(place, also, places)} && ${place}/bin/python ${test}`,
  );
}

function preparedAt({ work }: BenchPlaces): string {
  return `${work}/prepared/$N-$V-$(basename $P)`;
}

function installInto(place: string, also: readonly string[], { uv }: BenchPlaces): string {
  const wanted = ['$N==$V', ...also].join(' ');
  return `${uv} venv --quiet --python $P ${place} && ${uv} pip install --quiet --python ${place}/bin/python ${wanted}`;
}

/** The arguments of Python that do the test of a cell. */
export function testCommand(workload: Workload, work: string): string {
  const file = testFileOf(workload)?.[0];
  switch (workload.test) {
    case 'import':
      return '-c "import $N"';
    case 'pytest':
      return `-m pytest -q -p no:cacheprovider ${work}/${file}`;
    case 'script':
    case 'empty':
      return `${work}/${file}`;
  }
}

/** A shell loop over all cells, as many at once as there are jobs; it fails if one of them does. */
export function eachCell(
  cells: readonly BenchCell[],
  { jobs }: Pick<BenchPlaces, 'jobs'>,
  command: string,
): string {
  const lines = cells.map(({ python, package: name, version }) => `${python} ${name} ${version}`);
  return `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} | xargs -P ${jobs} -n 3 sh -c 'P=$1 N=$2 V=$3; ${command}' sh`;
}

function moduleOf(name: string): string {
  return name === 'attrs' ? 'attr' : name.replaceAll('-', '_');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`;
}
