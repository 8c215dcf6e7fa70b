// Releases and builds that write into their environment: the same verdict with and without a sandbox, as with pip.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const start = 'import os, sys\nhere = os.path.dirname(os.path.abspath(__file__))\n';

/** What a module does when it is imported. Each expects to find the environment as it was installed. */
const writers: Readonly<Record<string, string>> = {
  beside:
    'assert not os.path.exists(here + "/cache.json"); open(here + "/cache.json", "w").close()',
  prefix: 'os.mkdir(os.path.join(sys.prefix, "etc"))',
  scripts: 'open(os.path.join(sys.prefix, "bin", "tool"), "w").write("#!/bin/sh\\n")',
  renamed: 'open(here + "/new", "w").write("2"); os.rename(here + "/new", here + "/data.txt")',
  removed: 'os.remove(here + "/data.txt"); assert not os.path.exists(here + "/data.txt")',
  anew: 'import shutil; shutil.rmtree(here + "/sub"); os.mkdir(here + "/sub"); assert os.listdir(here + "/sub") == []',
  linked: 'os.symlink("data.txt", here + "/link"); assert open(here + "/link").read() == "1"',
  unlocked: 'os.chmod(here + "/data.txt", 0o644); open(here + "/data.txt", "w").write("2")',
  compiled: 'import py_compile; py_compile.compile(here + "/other.py", here + "/other.pyc")',
  elsewhere: 'import helper; open(os.path.dirname(helper.__file__) + "/mine", "w").close()',
  database: 'import sqlite3; sqlite3.connect(here + "/x.db").execute("create table t (a)")',
  failing: 'open(here + "/made", "w").close(); raise RuntimeError("no")',
};

/** What cannot be done to files that other environments share. */
const spoilers: Readonly<Record<string, string>> = {
  rewritten: 'open(here + "/data.txt", "w").write("2")',
  appended: 'open(__file__, "a").write("2")',
  updated: 'import helper; open(helper.__file__, "r+").write("2")',
};

const backend = (writes: string): string => `import os, sys, zipfile
def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    ${writes}
    name = os.path.basename(os.getcwd()).split("-")[0]
    info = name + "-1.0.dist-info/"
    with zipfile.ZipFile(os.path.join(wheel_directory, name + "-1.0-py3-none-any.whl"), "w") as wheel:
        rows = ""
        for path, text in (
            (name + ".py", ""),
            (info + "METADATA", "Metadata-Version: 2.1\\nName: " + name + "\\nVersion: 1.0\\n"),
            (info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"),
        ):
            wheel.writestr(path, text)
            rows += path + ",,\\n"
        wheel.writestr(info + "RECORD", rows + info + "RECORD,,\\n")
    return name + "-1.0-py3-none-any.whl"
`;

/** What a backend does before it builds. */
const builders: Readonly<Record<string, string>> = {
  prefixed: 'os.makedirs(os.path.join(sys.prefix, "share", "x"))',
  planted:
    'import helper; open(os.path.join(os.path.dirname(helper.__file__), "planted.py"), "w").close()',
  scripted: 'open(os.path.join(sys.prefix, "bin", "helper-tool"), "w").close()',
  refused: 'open(os.path.join(sys.prefix, "nowhere", "x"), "w")',
};

const indexed = await IndexedRig.open([
  wheelFile({ name: 'helper', version: '1.0' }),
  ...Object.entries({ ...writers, ...spoilers }).map(([name, does]) =>
    wheelFile({
      name,
      version: '1.0',
      requires: ['helper'],
      files: {
        [`${name}/__init__.py`]: `${start}${does}\n`,
        [`${name}/other.py`]: '',
        [`${name}/data.txt`]: '1',
        [`${name}/sub/x`]: '',
      },
    }),
  ),
  ...Object.entries(builders).map(([name, does]) =>
    sdistFile({
      name,
      version: '1.0',
      pyproject:
        '[build-system]\nrequires = ["helper"]\nbuild-backend = "engine"\nbackend-path = ["."]\n',
      files: { 'engine.py': backend(does) },
    }),
  ),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

const all = [...Object.keys(writers), ...Object.keys(builders)];
const expected = Object.fromEntries(
  all.map((name) => [
    `${name} 1.0`,
    name === 'failing'
      ? 'fail/import-failed'
      : name === 'refused'
        ? 'blocked/build-failed'
        : 'pass/clean',
  ]),
);

suite('writes beside itself', () => {
  test('the same verdicts with and without a sandbox, and the cache is as it was', async () => {
    const free = await indexed.matrix([...all, '--sandbox', 'off']);
    assert.deepEqual(free.verdicts, expected);
    for (const round of ['first', 'second']) {
      const walled = await indexed.matrix([...all, '-j', '2']);
      assert.deepEqual(walled.verdicts, expected, round);
    }
    const verified = await indexed.run('cache verify');
    assert.equal(verified.status, 0, verified.stdout);
  });

  test('by a command, seen by the next one of the same cell only', async () => {
    const command =
      'test ! -e "$VIRTUAL_ENV/made" && touch "$VIRTUAL_ENV/made" && python -c "import helper" && test -e "$VIRTUAL_ENV/made"';
    for (const sandbox of ['off', 'auto']) {
      const args = ['helper', 'beside', '--sandbox', sandbox, '--command', command];
      const { verdicts } = await indexed.matrix(args);
      assert.deepEqual(Object.values(verdicts), ['pass/clean', 'pass/clean'], sandbox);
    }
  });

  test('what it writes to its own installed files fails for what it is', async (t) => {
    const result = await indexed.matrix(Object.keys(spoilers));
    if (result.record.run.sandbox === 'none') {
      t.skip('no sandbox here');
      return;
    }
    for (const name of Object.keys(spoilers)) {
      const { reason, message, hint } = result.cell(`${name} 1.0`);
      assert.equal(reason, 'import-failed');
      assert.match(message, /Permission denied/);
      assert.match(hint ?? '', /^the files of wheels are read-only/);
    }
  });

  test('without a layer the failure says what it is, and the poison guard holds', async (t) => {
    const bin = join(rig.root, 'without-layer');
    await mkdir(bin);
    await writeFile(join(bin, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const env = { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
    const result = await indexed.matrix('beside prefix prefixed', { env });
    if (result.record.run.sandbox === 'none') {
      t.skip('no sandbox here');
      return;
    }
    for (const name of ['beside', 'prefix']) {
      const { reason, message, hint } = result.cell(`${name} 1.0`);
      assert.equal(reason, 'import-failed');
      assert.match(message, /Read-only file system/);
      assert.match(hint ?? '', /sandbox keeps environments read-only.*`--sandbox off`/);
    }
    const built = result.cell('prefixed 1.0');
    assert.equal(built.reason, 'build-failed');
    assert.match(built.hint ?? '', /sandbox keeps environments read-only.*`--sandbox off`/);
  });
});
