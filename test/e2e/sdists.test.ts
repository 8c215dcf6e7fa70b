// Releases that have only source distributions.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const broken = `import os, sys
os.makedirs("locked/in")
os.chmod("locked", 0o500)
print("compiling the engine")
sys.stderr.write("engine.c:3: fatal error: engine.h: No such file\\n")
sys.exit(1)
`;
const indexed = await IndexedRig.open([
  sdistFile({ name: 'own', version: '1.0' }),
  sdistFile({ name: 'own', version: '0.9', format: 'zip' }),
  sdistFile({
    name: 'needs',
    version: '1.0',
    metadataLines: ['Requires-Dist: helper'],
    files: { 'needs/__init__.py': 'import helper\n' },
  }),
  wheelFile({ name: 'helper', version: '3.0' }),
  sdistFile({
    name: 'failing',
    version: '1.0',
    pyproject: '[build-system]\nrequires = []\nbuild-backend = "engine"\nbackend-path = ["."]\n',
    files: { 'engine.py': broken },
  }),
  sdistFile({
    name: 'backed',
    version: '1.0',
    pyproject: '[build-system]\nrequires = ["maker>=1"]\nbuild-backend = "maker"\n',
  }),
  wheelFile({ name: 'maker', version: '1.2', files: { 'maker.py': makerSource() } }),
  sdistFile({
    name: 'endless',
    version: '1.0',
    pyproject: '[build-system]\nrequires = ["absent-backend"]\nbuild-backend = "absent"\n',
  }),
]);
after(() => indexed[Symbol.asyncDispose]());

test('an sdist with its backend in its tree is built, and its wheel tested', async () => {
  const result = await indexed.matrix('own');
  assert.equal(result.status, 0, result.stdout);
  assert.deepEqual(result.verdicts, { 'own 1.0': 'pass/clean', 'own 0.9': 'pass/clean' });
  const [installed] = result.cell('own 1.0').packages;
  assert.deepEqual([installed?.file, installed?.built], ['own-1.0.tar.gz', true]);
});

test('with --only-binary nothing of a source distribution is fetched, not to plan its cells either', async () => {
  const before = indexed.server.requests.length;
  const result = await indexed.matrix('needs --only-binary :all: --python all');
  assert.ok(result.record.cells.length > 0);
  assert.deepEqual(
    new Set(result.record.cells.map(({ state, reason }) => `${state}/${reason}`)),
    new Set(['blocked/no-compatible-file']),
  );
  const asked = indexed.server.requests.slice(before).map(({ path }) => path);
  assert.deepEqual(asked, ['/simple/needs/']);
});

test('what was built once is not built again, and not fetched either', async () => {
  const before = indexed.server.requests.length;
  const again = await indexed.matrix('own -v');
  assert.equal(again.status, 0);
  assert.deepEqual(indexed.server.requests.slice(before), []);
  assert.doesNotMatch(again.stderr, /building/);
});

test('a build in an environment of its own gets what it requires from the index', async () => {
  const result = await indexed.matrix('backed');
  assert.equal(result.status, 0, result.stdout);
  assert.deepEqual(
    result.cell('backed 1.0').packages.map(({ name }) => name),
    ['backed'],
    'what a build needs is not installed beside the release',
  );
});

test('the requirements of an sdist are installed', async () => {
  const result = await indexed.matrix('needs');
  assert.equal(result.status, 0, result.stdout);
  assert.deepEqual(
    result.cell('needs 1.0').packages.map(({ name, version }) => `${name} ${version}`),
    ['helper 3.0', 'needs 1.0'],
  );
});

test('a failed build blocks its cell, names its log, and is not tried again', async () => {
  const first = await indexed.matrix('failing -v');
  assert.equal(first.status, 1);
  assert.deepEqual(first.verdicts, { 'failing 1.0': 'blocked/build-failed' });
  assert.match(first.stderr, /building failing-1\.0\.tar\.gz/);
  const cell = first.cell('failing 1.0');
  assert.match(cell.message, /failing-1\.0\.tar\.gz/);
  const [step] = cell.steps;
  assert.deepEqual(
    { name: step?.name, state: step?.state, reason: step?.reason, log: step?.log },
    {
      name: 'install',
      state: 'fail',
      reason: 'build-failed',
      log: 'logs/c1.install.log',
    },
  );
  assert.ok((step?.seconds ?? 0) > 0 && cell.seconds > 0, 'a failure took its time too');
  const logPath = join(indexed.rig.dataDir, 'runs', first.record.run.id, step?.log ?? '');
  assert.ok(first.stdout.includes(`log: ${logPath}`), first.stdout);
  assert.match(first.stdout, /Install .*\n.*failing +1\.0 .* ! /);
  const log = await readFile(logPath, 'utf8');
  assert.match(log, /^compiling the engine$/m);
  assert.match(log, /fatal error: engine\.h/);
  const second = await indexed.matrix('failing -v');
  assert.equal(second.status, 1);
  assert.doesNotMatch(second.stderr, /building/);
  const { message, hint, notes } = second.cell('failing 1.0');
  assert.deepEqual(
    { message, hint, notes },
    { message: cell.message, hint: cell.hint, notes: cell.notes },
  );
});

test('a backend that no index has blocks the cell', async () => {
  const result = await indexed.matrix('endless');
  assert.equal(result.status, 1);
  const cell = result.cell('endless 1.0');
  assert.equal(cell.state, 'blocked');
  assert.match(cell.message, /absent-backend/);
});

/** A backend that packs the tree, as a distribution of its own. */
function makerSource(): string {
  return `import os, zipfile

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(os.path.join(wheel_directory, "backed-1.0-py3-none-any.whl"), "w") as wheel:
        wheel.write("backed/__init__.py")
        info = "backed-1.0.dist-info/"
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: backed\\nVersion: 1.0\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: maker\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "backed/__init__.py,,\\n" + info + "METADATA,,\\n" + info + "WHEEL,,\\n" + info + "RECORD,,\\n")
    return "backed-1.0-py3-none-any.whl"
`;
}
