import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { discoverPythons } from '../../../src/pythons/discoverPythons.ts';
import { parseProbeReport } from '../../../src/pythons/probeReport.ts';
import { probeScript } from '../../../src/pythons/probeScript.ts';

// What these interpreters say of themselves when started as a user starts them.
const question = `
import json, os, platform, sys
def has(name):
    try:
        __import__({"tkinter": "Tkinter"}.get(name, name) if sys.version_info < (3,) else name)
        return True
    except ImportError:
        return sys.version_info < (3,) and name == "lzma"
names = ["_dbm" if sys.version_info > (3,) else "dbm", "bz2", "ctypes", "curses", "lzma", "sqlite3", "ssl", "tkinter", "zlib"]
print(json.dumps([
    [name for name in names if not has(name)],
    ".".join(str(part) for part in sys.version_info[:3]),
    platform.python_implementation().lower(),
    platform.machine(), platform.release(), sys.platform, os.path.realpath(sys.prefix),
]))
`;

test('every Python of this machine is described as it describes itself', async (t) => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'spip-real-'));
  t.after(() => rm(cacheDir, { recursive: true, force: true }));
  const surroundings = { env: process.env, home: homedir(), cwd: cacheDir, cacheDir };
  const { interpreters } = await discoverPythons(surroundings);
  assert.notEqual(interpreters.length, 0, 'these tests need a Python on PATH');
  for (const each of interpreters) {
    const answer: unknown = JSON.parse(
      execFileSync(each.executable, ['-E', '-s', '-c', question], {
        encoding: 'utf8',
        cwd: '/',
        env: { LANG: 'C.UTF-8' },
      }),
    );
    const { markers } = each;
    assert.deepEqual(
      [
        each.lacks,
        each.version.replace(/(?:a|b|rc)\d+$/, ''),
        each.implementation,
        markers.platform_machine,
        markers.platform_release,
        markers.sys_platform,
        each.basePrefix,
      ],
      answer,
      each.executable,
    );
    const [major, minor] = each.version.split('.');
    assert.equal(markers.python_version, `${major}.${minor}`);
    assert.match(each.paths.purelib, /^lib\/(?:python|pypy)\d\.\d+t?\/site-packages$/);
    assert.equal(each.paths.scripts, 'bin');
    assert.equal(each.paths.data, '');
    assert.ok(each.tags.includes(`py${major}-none-any`));
  }
  assert.deepEqual((await discoverPythons(surroundings)).interpreters, interpreters);
});

/** What a Python says that it lacks if something is done to it first. */
async function lacksAfter(t: TestContext, code: string): Promise<readonly string[]> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'spip-real-'));
  t.after(() => rm(cacheDir, { recursive: true, force: true }));
  const home = homedir();
  const found = await discoverPythons({ env: process.env, home, cwd: cacheDir, cacheDir });
  const python = found.interpreters.find(({ version }) => version.startsWith('3.'));
  assert.ok(python);
  const answer = execFileSync(python.executable, ['-I', '-S', '-c', `${code}${probeScript}`], {
    encoding: 'utf8',
    cwd: '/',
  });
  return parseProbeReport(answer)?.lacks ?? [];
}

test('modules that a Python was built without are named by their own names', async (t) => {
  const without = `
import sys
class Without:
    def find_spec(self, name, path=None, target=None):
        if name in ("_ssl", "_ctypes", "_dbm", "sqlite3"):
            raise ModuleNotFoundError("No module named %r" % name, name=name)
sys.meta_path.insert(0, Without())
`;
  const hidden = ['_dbm', 'ctypes', 'sqlite3', 'ssl'];
  const lacks = await lacksAfter(t, without);
  assert.deepEqual(
    hidden.filter((name) => lacks.includes(name)),
    hidden,
  );
});

test('a module whose library is missing counts as missing', async (t) => {
  // Found, but not loaded: as where `libssl.so` is gone.
  const without = `
import sys, importlib.machinery
class Broken:
    def create_module(self, spec):
        raise ImportError("libnothere.so: cannot open shared object file")
    def exec_module(self, module):
        pass
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "_ssl":
            return importlib.machinery.ModuleSpec(name, Broken())
sys.meta_path.insert(0, Finder())
`;
  assert.ok((await lacksAfter(t, without)).includes('ssl'));
});

test('variables and files of the surroundings do not reach the probe', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'spip-hostile-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'json.py'), 'raise SystemExit("hijacked")\n');
  await writeFile(join(folder, 'sitecustomize.py'), 'print("hijacked")\n');
  const env = {
    ...process.env,
    PYTHONPATH: folder,
    PYTHONHOME: folder,
    PYTHONSTARTUP: join(folder, 'json.py'),
  };
  const home = homedir();
  const { interpreters, broken } = await discoverPythons({
    env,
    home,
    cwd: folder,
    cacheDir: folder,
  });
  assert.notEqual(interpreters.length, 0);
  assert.deepEqual(
    broken.filter(({ reason }) => reason.includes('hijacked')),
    [],
  );
});
