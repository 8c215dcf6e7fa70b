// What spip composes is what pip installs, file by file. Needs the configured index, and a Python with pip.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Limit } from '../../src/lib/limit.ts';
import type { CellRecord, RunRecord } from '../../src/model/record.ts';
import { listTreeScript } from '../support/listTree.ts';
import { Rig } from '../support/rig.ts';

const kinds: Readonly<Record<string, string>> = {
  'pure, one module or package':
    'six idna certifi toml typing-extensions attrs decorator pytz tzdata packaging pyparsing colorama mypy-extensions',
  compiled:
    'numpy lxml pyyaml psutil cffi cryptography regex msgpack orjson pydantic-core markupsafe wrapt bcrypt mypy simplejson',
  'namespace packages':
    'zope-interface googleapis-common-protos google-api-core protobuf jaraco-classes backports-tarfile ruamel-yaml azure-core',
  'console entry points':
    'pygments docutils tabulate flask black virtualenv charset-normalizer wheel pip httpx jsonschema chardet',
  'scripts and data files': 'awscli py4j fonttools ipykernel ruff ninja uv',
  '.pth files and headers': 'setuptools coverage greenlet pybind11',
  'odd names': 'pyjwt et-xmlfile jupyter-core',
};
const names = Object.values(kinds).flatMap((text) => text.split(' '));

const run = promisify(execFile);
const wide = { maxBuffer: 2 ** 26 };
let rig: Rig;
let out = '';
let script = '';
let record: RunRecord;

before(async () => {
  rig = await Rig.open({ ...process.env, PIP_CONFIG_FILE: undefined });
  out = join(rig.root, 'out');
  await mkdir(out);
  script = await rig.write('list.py', listTreeScript(out));
  const chosen = process.env['SPIP_NIGHTLY_PYTHON'] ?? '3.13';
  const args = ['--limit', '1', '--only-binary', ':all:', '--sandbox', 'off', '--python', chosen];
  const { stderr } = await rig.run(['matrix', ...names, ...args, script, '--json', 'record.json']);
  const text = await readFile(join(rig.project, 'record.json'), 'utf8').catch(() =>
    assert.fail(stderr),
  );
  record = JSON.parse(text) as RunRecord;
});

after(() => rig.close());

interface Listing {
  /** Path below the prefix -> digest, whether executable, text if short. */
  readonly tree: Readonly<Record<string, readonly [string, boolean, string | number]>>;
  /** Scripts that did not start. */
  readonly scripts: readonly string[];
}

test(`${names.length} packages are as pip installs them, and their scripts start`, async (t) => {
  assert.ok(names.length >= 60, `${names.length}`);
  const limit = new Limit(2);
  const found = await Promise.all(
    record.cells.map((cell) => limit.run(async () => ({ cell, problems: await compare(cell) }))),
  );
  assert.equal(found.length, names.length);
  const problems = found.flatMap(({ cell, problems: each }) =>
    each.map((problem) => `${cell.id}: ${problem}`),
  );
  const files = found.length - new Set(problems.map((text) => text.split(':')[0])).size;
  t.diagnostic(`${files} of ${found.length} environments are equal`);
  assert.deepEqual(problems, []);
});

async function compare(cell: CellRecord): Promise<readonly string[]> {
  const listed = await readListing(cell.package);
  if (listed === undefined) {
    return [`no environment: ${cell.state}/${cell.reason}: ${cell.message}`];
  }
  const installed = await installWithPip(cell);
  const paths = new Set([...Object.keys(listed.tree), ...Object.keys(installed.tree)]);
  const differences = [...paths]
    .filter((path) => !isLeftOut(path))
    .flatMap((path) => difference(path, listed.tree[path], installed.tree[path]));
  // A script whose own extra is missing starts with neither.
  const neither = new Set(installed.scripts.map(nameOfScript));
  const broken = listed.scripts.filter((text) => !neither.has(nameOfScript(text)));
  return [...differences, ...broken.map((text) => `script does not start: ${text}`)];
}

function difference(
  path: string,
  spip: Listing['tree'][string] | undefined,
  pip: Listing['tree'][string] | undefined,
): readonly string[] {
  if (spip === undefined || pip === undefined) {
    return [`only ${spip === undefined ? 'pip' : 'spip'} has ${path}`];
  }
  if (spip[1] !== pip[1]) {
    return [`${path} is ${spip[1] ? '' : 'not '}executable, unlike pip's`];
  }
  return spip[0] === pip[0] ? [] : [`${path} differs: ${String(spip[2])} / ${String(pip[2])}`];
}

function nameOfScript(problem: string): string {
  return problem.split(':')[0] ?? '';
}

/** What may differ: who installed it and from where, byte-code, the environment's own files, and what pip adds for itself. */
function isLeftOut(path: string): boolean {
  return /(?:\.dist-info\/(?:INSTALLER|REQUESTED|direct_url\.json|RECORD)|\.pyc|^pyvenv\.cfg|^bin\/(?:python[\d.]*|activate.*|Activate.*|pip\d[\d.]*)|^\.gitignore)$/.test(
    path,
  );
}

async function installWithPip(cell: CellRecord): Promise<Listing> {
  const python = cell.interpreter.path;
  const prefix = join(rig.root, `venv-${cell.package}`);
  const pins = cell.packages.map(
    ({ name, version, sha256 }) => `${name}==${version} --hash=sha256:${sha256}`,
  );
  const requirements = join(out, `${cell.package}.txt`);
  await writeFile(requirements, `${pins.join('\n')}\n`);
  await run(python, ['-m', 'venv', '--without-pip', prefix]);
  // The constraints of this machine are not the question.
  const env = { ...process.env, PIP_CONFIG_FILE: '/dev/null' };
  const options = ['--no-deps', '--no-compile', '--quiet', '--only-binary', ':all:'];
  const own = ['--python', join(prefix, 'bin/python'), 'install', ...options, '-r', requirements];
  await run(python, ['-m', 'pip', ...own], { ...wide, env });
  await run(join(prefix, 'bin/python'), [script, cell.package], {
    ...wide,
    env: { ...env, VIRTUAL_ENV: prefix, PYTHONDONTWRITEBYTECODE: '1' },
  });
  await rm(prefix, { recursive: true });
  const listing = await readListing(`${cell.package}.pip`);
  assert.ok(listing !== undefined);
  return listing;
}

async function readListing(name: string): Promise<Listing | undefined> {
  const text = await readFile(join(out, `${name}.json`), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Listing);
}
