import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eachCell, testCommand } from './contenders.ts';
import type { BenchCell, BenchPlaces, Contender } from './contenders.ts';
import type { Workload } from './workloads.ts';

/** Programs of the other tools, by absolute path. */
export interface PeerTools {
  readonly tox: string;
  readonly nox: string;
  readonly pip: string;
}

interface Peers {
  readonly workload: Workload;
  readonly cells: readonly BenchCell[];
  readonly places: BenchPlaces;
  readonly tools: PeerTools;
}

/** The same workload as tox, nox and, once, pip do it; their configuration files are written below the workload's folder. */
export async function peerLoops(peers: Peers): Promise<readonly Contender[]> {
  const { workload, places, tools } = peers;
  const folder = join(places.work, 'peers');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'tox.ini'), toxFile(peers));
  await writeFile(join(folder, 'noxfile.py'), noxFile(peers));
  const steps = workload.test === 'import' ? 'import' : 'custom';
  return [
    {
      name: 'tox-uv, recreated',
      steps,
      script: `${tools.tox} run-parallel --quiet --recreate --parallel ${places.jobs} --conf ${folder}/tox.ini --workdir "$OUT"`,
    },
    {
      name: 'nox with uv',
      steps,
      script: `${tools.nox} --noxfile ${folder}/noxfile.py --envdir "$OUT" --default-venv-backend uv`,
    },
    ...(workload.id === 'W1'
      ? [{ name: 'venv + pip install', steps, script: pipLoop(peers) }]
      : []),
  ];
}

function pipLoop({ workload, cells, places, tools }: Peers): string {
  return eachCell(
    cells,
    places,
    [
      'D=$OUT/$N-$V-$$',
      '$P -m venv --without-pip $D',
      `${tools.pip} --quiet --python $D/bin/python install $N==$V`,
      `$D/bin/python ${testCommand(workload, places.work)}`,
    ].join(' && '),
  );
}

function wanted({ workload }: Peers, cell: BenchCell): readonly string[] {
  const tools = workload.test === 'pytest' ? ['pytest'] : [];
  return [`${cell.package}==${cell.version}`, ...tools];
}

function testOf({ workload, places }: Peers, cell: BenchCell): string {
  return testCommand(workload, places.work).replaceAll('$N', cell.package);
}

function toxFile(peers: Peers): string {
  return [
    '[tox]',
    `env_list = ${peers.cells.map((_, index) => `c${index}`).join(',')}`,
    'no_package = true',
    ...peers.cells.flatMap((cell, index) => [
      `[testenv:c${index}]`,
      `base_python = ${cell.python}`,
      'pass_env = UV_*,PIP_*',
      'deps =',
      ...wanted(peers, cell).map((requirement) => `    ${requirement}`),
      `commands = python ${testOf(peers, cell)}`,
    ]),
    '',
  ].join('\n');
}

function noxFile(peers: Peers): string {
  const cells = peers.cells.map((cell) => [
    cell.python,
    wanted(peers, cell),
    ['python', ...shellWords(testOf(peers, cell))],
  ]);
  return `import nox

cells = ${JSON.stringify(cells)}

for index, (python, wanted, command) in enumerate(cells):
    def check(session, wanted=wanted, command=command):
        session.install(*wanted)
        session.run(*command)
    nox.session(python=python, name="c%d" % index)(check)
`;
}

/** Words of a test command: double quotes hold one together. */
function shellWords(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|\S+/g)].map(([word, inner]) => inner ?? word);
}
