// Metadata of source distributions: static, prepared by their backend, or from a build; each made once.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { evilSdist } from '../support/evilBackend.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const pyproject =
  '[build-system]\nrequires = ["marks"]\nbuild-backend = "back"\nbackend-path = ["."]\n';

/** A backend that tells in its log what it does; the environment's `marks` says where. */
const backend = (body: string): string => `import os, sys, marks
${body}
`;
const prepares = `
def prepare_metadata_for_build_wheel(folder, config_settings=None):
    os.mkdir(os.path.join(folder, "x.dist-info"))
    with open(os.path.join(folder, "x.dist-info", "METADATA"), "w") as stream:
        stream.write("Metadata-Version: 2.1\\nName: lazy\\nVersion: 1.0\\nRequires-Dist: helper\\n")
    return "x.dist-info"

def build_wheel(folder, config_settings=None, metadata_directory=None):
    sys.exit("the engine does not start")
`;
/** As it looks from outside of a sandbox when the kernel ends its first process. */
const killed = `
def prepare_metadata_for_build_wheel(folder, config_settings=None):
    os._exit(128 + 9)

def build_wheel(folder, config_settings=None, metadata_directory=None):
    os._exit(128 + 9)
`;
/** Their wheels can be built, but neither pip nor uv gets that far. */
const halfReady: Readonly<Record<string, string>> = {
  'raises-first': 'raise ValueError("no metadata today")',
  'exits-first': 'sys.exit(0)',
  'leaves-none': 'os.remove(os.path.join(folder, name, "METADATA"))',
  'leaves-no-folder': 'shutil.rmtree(os.path.join(folder, name))',
};
const halfSdists = Object.entries(halfReady).map(([name, body]) =>
  evilSdist(
    {
      name,
      second: `if os.path.basename(folder) == "metadata":\n    name = name_of(folder)\n    ${body}`,
    },
    '/nowhere',
  ),
);
const indexed = await IndexedRig.open([
  ...halfSdists,
  wheelFile({ name: 'asks-for-half', version: '1.0', requires: ['raises-first'] }),
  sdistFile({
    name: 'lazy',
    version: '1.0',
    pyproject,
    files: { 'back.py': backend(prepares), 'lazy.py': '' },
  }),
  wheelFile({ name: 'helper', version: '1.0' }),
  wheelFile({ name: 'marks', version: '1.0', files: { 'marks.py': '' } }),
  sdistFile({ name: 'packed', version: '1.0', format: 'tar.bz2' }),
  sdistFile({ name: 'packed', version: '0.9', format: 'tgz' }),
  wheelFile({ name: 'needy', version: '1.0', requires: ['lazy'] }),
  sdistFile({
    name: 'killed',
    version: '1.0',
    pyproject,
    files: { 'back.py': backend(killed) },
  }),
  sdistFile({
    name: 'engine',
    version: '1.0',
    pyproject: `${pyproject}[project]\nname = "engine"\nversion = "1.0"\ndependencies = ["helper"]\n`,
    files: { 'back.py': backend(prepares) },
  }),
]);
after(() => indexed[Symbol.asyncDispose]());

const builds = (stderr: string): readonly string[] =>
  [...stderr.matchAll(/^debug: building (.*) with Python/gm)].map(([, what = '']) => what);

test('a set is resolved without building, and the backend is asked once', async () => {
  const first = await indexed.run('lock lazy -v --format json');
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stdout, /"helper-1.0-py3-none-any.whl"/);
  assert.deepEqual(builds(first.stderr), ['metadata of lazy-1.0.tar.gz']);
  const second = await indexed.run('lock lazy -v --format json');
  assert.equal(second.stdout, first.stdout);
  assert.deepEqual(builds(second.stderr), []);
});

test('a hook that a signal ends is asked again by the next run', async () => {
  for (const again of ['first', 'second']) {
    const { status, stderr } = await indexed.run('lock killed -v');
    assert.equal(status, 1, stderr);
    assert.deepEqual(builds(stderr), ['metadata of killed-1.0.tar.gz', 'killed-1.0.tar.gz'], again);
  }
});

test('a static `[project]` table is enough for the set, and the wheel is built for the cell', async () => {
  const locked = await indexed.run('lock engine -v --format json');
  assert.match(locked.stdout, /"engine-1.0.tar.gz"[^]*"helper-1.0-py3-none-any.whl"/);
  assert.deepEqual(builds(locked.stderr), []);
  const { verdicts } = await indexed.matrix('engine --import-only');
  assert.deepEqual(verdicts, { 'engine 1.0': 'blocked/build-failed' });
});

test('a dependency that fails to build ends the cell as build-failed, with the log', async () => {
  const result = await indexed.matrix('needy --import-only');
  assert.deepEqual(result.verdicts, { 'needy 1.0': 'blocked/build-failed' });
  assert.match(
    result.cell('needy 1.0').message,
    /Failed to build `lazy-1.0.tar.gz`.*\n.*does not start/,
  );
  const log = result.cell('needy 1.0').steps[0]?.log ?? '';
  const text = await readFile(join(indexed.rig.dataDir, 'runs', result.record.run.id, log), 'utf8');
  assert.match(text, /== build_wheel of back\n.*the engine does not start/s);
});

test('a release whose metadata cannot be prepared is not installed, as with pip, whatever its wheel would be', async () => {
  const names = [...Object.keys(halfReady), 'asks-for-half'];
  const result = await indexed.matrix([...names, '--import-only']);
  assert.deepEqual(
    result.verdicts,
    Object.fromEntries(names.map((name) => [`${name} 1.0`, 'blocked/build-failed'])),
  );
  assert.match(result.cell('raises-first 1.0').message, /ValueError: no metadata today/);
  assert.match(result.cell('asks-for-half 1.0').message, /ValueError: no metadata today/);
  assert.match(result.cell('exits-first 1.0').message, /`prepare_metadata_for_build_wheel` exited/);
  assert.match(result.cell('leaves-none 1.0').message, /left no METADATA in/);
  const log = result.cell('raises-first 1.0').steps[0]?.log ?? '';
  const text = await readFile(join(indexed.rig.dataDir, 'runs', result.record.run.id, log), 'utf8');
  assert.match(text, /== prepare_metadata_for_build_wheel of evil\n[^]*no metadata today/);
});

test('the metadata of a package under test come with its build, never before it', async () => {
  const result = await indexed.matrix('lazy --import-only -v');
  assert.deepEqual(result.verdicts, { 'lazy 1.0': 'blocked/build-failed' });
  assert.deepEqual(builds(result.stderr), []);
});

test('old spellings of sdists are built: .tar.bz2, .tgz', async () => {
  const { verdicts } = await indexed.matrix('packed --import-only');
  assert.deepEqual(verdicts, { 'packed 1.0': 'pass/clean', 'packed 0.9': 'pass/clean' });
});
