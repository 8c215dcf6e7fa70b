import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eachVersion } from './loops.ts';
import type { Loop, LoopPlaces } from './loops.ts';

/** Programs of the other tools, by absolute path. */
export interface PeerTools {
  readonly tox: string;
  readonly nox: string;
  readonly pip: string;
}

/** The same workload as tox, nox and pip do it; their configuration files are written below the run's folder. */
export async function peerLoops(places: LoopPlaces, tools: PeerTools): Promise<readonly Loop[]> {
  const folder = join(places.work, 'peers');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'tox.ini'), toxFile(places));
  await writeFile(join(folder, 'noxfile.py'), noxFile(places));
  const { python, jobs, package: name } = places;
  return [
    {
      name: 'tox-uv, recreated',
      script: `${tools.tox} run-parallel --quiet --recreate --parallel ${jobs} --conf ${folder}/tox.ini --workdir "$OUT"`,
    },
    {
      name: 'nox with uv',
      script: `${tools.nox} --noxfile ${folder}/noxfile.py --envdir "$OUT" --default-venv-backend uv`,
    },
    {
      name: 'venv + pip install',
      script: eachVersion(
        places,
        [
          `${python} -m venv --without-pip $OUT/$V`,
          `${tools.pip} --quiet --python $OUT/$V/bin/python install ${name}==$V`,
          `$OUT/$V/bin/python -c "import ${name}"`,
        ].join(' && '),
      ),
    },
  ];
}

function toxFile({ package: name, versions, python }: LoopPlaces): string {
  const labels = versions.map((version) => `v${version.replaceAll('.', '_')}`);
  return [
    '[tox]',
    `env_list = ${labels.join(',')}`,
    'no_package = true',
    '[testenv]',
    `base_python = ${python}`,
    'pass_env = UV_*,PIP_*',
    'deps =',
    ...versions.map((version, index) => `    ${labels[index]}: ${name}==${version}`),
    `commands = python -c "import ${name}"`,
    '',
  ].join('\n');
}

function noxFile({ package: name, versions, python }: LoopPlaces): string {
  return `import nox

@nox.session(python="${python}")
@nox.parametrize("version", ${JSON.stringify(versions)})
def check(session, version):
    session.install("${name}==" + version)
    session.run("python", "-c", "import ${name}")
`;
}
