import assert from 'node:assert/strict';
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SpipError } from '../../../src/lib/spipError.ts';
import { runProcess } from '../../../src/process/runProcess.ts';
import { buildSdist } from '../../support/sdistBuilder.ts';
import { allPythons, makeBuildRig, sdistWithBackend } from './buildRig.ts';

const writesWheel = `
import os, zipfile
def make(folder, name):
    zipfile.ZipFile(os.path.join(folder, name), "w").close()
    return name
`;
const wheelName = 'demo-1.0-py3-none-any.whl';
const plainBackend = `${writesWheel}
def build_wheel(folder, config_settings=None, metadata_directory=None):
    print("building")
    return make(folder, "${wheelName}")
`;
const anyBackend = `${writesWheel}
def build_wheel(folder, config_settings=None, metadata_directory=None):
    return make(folder, "demo-1.0-py2.py3-none-any.whl")
`;

test('every Python builds an sdist through its own backend', async (t) => {
  const cache = await mkdtemp(join(tmpdir(), 'spip-build-'));
  t.after(() => rm(cache, { recursive: true, force: true }));
  for (const python of await allPythons(cache)) {
    await t.test(python.python, async (each) => {
      const { build, asked } = await makeBuildRig(each, python);
      const made = await build(sdistWithBackend(anyBackend));
      assert.equal(made.filename, 'demo-1.0-py2.py3-none-any.whl');
      assert.deepEqual(
        asked.map(({ requires }) => requires),
        [['base >= 1']],
      );
      await access(made.wheelPath);
    });
  }
});

test('what the backend wishes for comes into a second environment', async (t) => {
  const { build, asked, readLog } = await makeBuildRig(t);
  const sdist = sdistWithBackend(`${plainBackend}
import sys
def get_requires_for_build_wheel(config_settings=None):
    return ["base >= 1", "more; python_version >= '3'"]
print("modules " + " ".join(sorted(os.listdir(sys.prefix))))
`);
  const made = await build(sdist);
  assert.deepEqual(
    asked.map(({ requires }) => requires),
    [['base >= 1'], ['base >= 1', "more; python_version >= '3'"]],
  );
  assert.deepEqual(made.requires, asked[1]?.requires);
  assert.equal(made.environment, '2');
  assert.deepEqual((await readLog()).split('\n'), [
    '== get_requires_for_build_wheel of back',
    'modules bin pyvenv.cfg',
    '== prepare_metadata_for_build_wheel of back',
    'modules bin pyvenv.cfg',
    '== build_wheel of back',
    'modules bin pyvenv.cfg',
    'building',
    '',
  ]);
});

test('a project without pyproject.toml goes to the legacy backend with setuptools', async (t) => {
  const { build, asked } = await makeBuildRig(t);
  const sdist = buildSdist({ name: 'old', version: '1.0', pyproject: null });
  await assert.rejects(build(sdist), {
    code: 'build-failed',
    message: /No module named '?setuptools/,
  });
  assert.deepEqual(asked[0]?.requires, ['setuptools >= 40.8.0', 'wheel']);
});

test('hooks run in the source tree with variables of their own', async (t) => {
  const { build, readLog, root } = await makeBuildRig(t);
  const sdist = sdistWithBackend(`${plainBackend}
import json, sys, tempfile
print(json.dumps({
    "cwd": sorted(os.listdir(".")), "tmp": tempfile.gettempdir(), "env": dict(os.environ),
    "path": sys.path[0], "hidden": any("hooks" in path for path in sys.path),
}))
`);
  await build(sdist);
  const line = (await readLog()).split('\n').find((each) => each.startsWith('{')) ?? '';
  const seen: unknown = JSON.parse(line);
  assert.ok(typeof seen === 'object' && seen !== null && 'env' in seen);
  const { env, ...rest } = seen;
  const work = join(root, 'work', 'cell');
  assert.deepEqual(rest, {
    cwd: ['PKG-INFO', 'demo.py', 'in tree', 'pyproject.toml'],
    tmp: join(work, 'tmp'),
    path: join(work, 'cwd', 'demo-1.0', 'in tree'),
    hidden: false,
  });
  assert.ok(typeof env === 'object' && env !== null && 'HOME' in env && 'PATH' in env);
  assert.equal(env.HOME, join(work, 'home'));
  assert.ok(String(env.PATH).startsWith(`${join(work, 'env', 'bin')}:`));
  assert.equal(
    'npm_lifecycle_event' in env || 'PYENV_ROOT' in env || 'NODE_TEST_CONTEXT' in env,
    false,
  );
});

test('a sandbox sees its own paths everywhere', async (t) => {
  const { build, root } = await makeBuildRig(t);
  const work = join(root, 'work', 'cell');
  const seen: string[] = [];
  await build(sdistWithBackend(plainBackend), {
    seen: (path, cell) => path.replace(cell, '/cell'),
    run: (spec) => {
      seen.push(...spec.argv, ...Object.values(spec.env));
      assert.equal(spec.folders.cell, work);
      const outside = (text: string): string => text.replaceAll('/cell', work);
      const env = Object.fromEntries(
        Object.entries(spec.env).map(([name, value]): [string, string] => [name, outside(value)]),
      );
      return runProcess({ ...spec, argv: spec.argv.map(outside), env });
    },
  });
  assert.ok(seen.includes('/cell/env/bin/python'));
  assert.deepEqual(
    seen.filter((text) => text.includes(root)),
    [],
  );
});

test('a failing backend is told by its exception, with the log', async (t) => {
  const { build, root } = await makeBuildRig(t);
  const sdist = sdistWithBackend(`
def build_wheel(folder, config_settings=None, metadata_directory=None):
    print("x" * 1000)
    raise RuntimeError("no numpy\\u001b[31m here")
`);
  await assert.rejects(build(sdist), {
    code: 'build-failed',
    message:
      'Failed to build `demo-1.0.tar.gz`: `build_wheel` exited with status 1\n  RuntimeError: no numpy here',
    log: join(root, 'logs', 'build.log'),
  });
});

const endings: readonly (readonly [string, string, RegExp])[] = [
  ['exits quietly', 'import sys; sys.exit(0)', /exited without an answer/],
  ['is killed', 'import os; os.kill(os.getpid(), 11)', /`build_wheel` was ended by SIGSEGV/],
  ['leaves nothing', 'return "demo-1.0-py3-none-any.whl"', /but left nothing/],
  ['names another', `make(folder, "${wheelName}"); return "x.whl"`, /named `x\.whl` but left/],
  ['answers nonsense', `make(folder, "${wheelName}"); return 7`, /named `7` as its wheel/],
  [
    'builds another project',
    'return make(folder, "other-1.0-py3-none-any.whl")',
    /`other-1\.0-py3-none-any\.whl`, whose name or version is not that of the sdist \(`demo` `1\.0`\)/,
  ],
  [
    'builds another version',
    'return make(folder, "demo-1.1-py3-none-any.whl")',
    /whose name or version is not that/,
  ],
  [
    'builds for another machine',
    'return make(folder, "demo-1.0-cp35-cp35m-win32.whl")',
    /cannot use/,
  ],
  ['gives a bad name', 'return make(folder, "demo.whl")', /`demo\.whl`, which is no wheel's name/],
  [
    'leaves a link',
    `os.symlink("/etc/hosts", os.path.join(folder, "${wheelName}")); return "${wheelName}"`,
    /`demo-1\.0-py3-none-any\.whl` is a link/,
  ],
];

for (const [what, body, message] of endings) {
  test(`a backend that ${what} has failed`, async (t) => {
    const { build, root } = await makeBuildRig(t);
    const sdist = sdistWithBackend(
      `${writesWheel}\ndef build_wheel(folder, *rest):\n    ${body}\n`,
    );
    await assert.rejects(build(sdist), { code: 'build-failed', message });
    assert.deepEqual(await readdir(join(root, 'out')), []);
  });
}

test('the wheel that is named counts, whatever lies beside it', async (t) => {
  const { build, root } = await makeBuildRig(t);
  const sdist = sdistWithBackend(`${writesWheel}
def build_wheel(folder, *rest):
    make(folder, "other-1.0-py3-none-any.whl")
    os.mkdir(os.path.join(folder, "build"))
    return make(folder, "${wheelName}")
`);
  assert.equal((await build(sdist)).filename, wheelName);
  assert.deepEqual(await readdir(join(root, 'out')), [wheelName]);
});

test('a wheel with an equal version in another spelling is accepted', async (t) => {
  const { build } = await makeBuildRig(t);
  const name = 'demo-1.0.0-py2.py3-none-any.whl';
  const sdist = sdistWithBackend(
    `${writesWheel}\ndef build_wheel(folder, *rest): return make(folder, "${name}")`,
  );
  assert.equal((await build(sdist)).filename, name);
});

test('a hook that takes too long is ended', async (t) => {
  const { build } = await makeBuildRig(t);
  const sdist = sdistWithBackend('import time\ntime.sleep(1000)\n');
  await assert.rejects(build(sdist, { timeoutMs: 700 }), {
    code: 'build-failed',
    message: /`get_requires_for_build_wheel` took longer than 0\.7 s/,
    lasting: false,
  });
});

for (const [what, body, lasting] of [
  ['a hook says no', 'raise RuntimeError("no compiler")', true],
  ['its `setup.py` ends with -1', 'raise SystemExit(-1)', true],
  ['a signal ends it', 'import os; os.kill(os.getpid(), 9)', false],
  ['the disk was full', 'raise OSError(28, "No space left on device")', false],
  ['memory ran out', 'raise MemoryError()', false],
] as const) {
  test(`where ${what} the failure is ${lasting ? '' : 'not '}worth remembering`, async (t) => {
    const { build } = await makeBuildRig(t);
    const sdist = sdistWithBackend(`def build_wheel(folder, *rest):\n    ${body}\n`);
    await assert.rejects(build(sdist), { code: 'build-failed', lasting });
  });
}

test('an interrupted build is no failed build', async (t) => {
  const { build } = await makeBuildRig(t);
  const stop = new AbortController();
  const sdist = sdistWithBackend('import time\ntime.sleep(1000)\n');
  const building = build(sdist, {
    signal: stop.signal,
    run: (spec) => runProcess({ ...spec, onSpawn: () => stop.abort() }),
  });
  await assert.rejects(building, { code: 'interrupted' });
});

test('a backend must come from its backend-path', async (t) => {
  const { build } = await makeBuildRig(t);
  const pyproject =
    '[build-system]\nrequires = []\nbuild-backend = "json"\nbackend-path = ["in tree"]\n';
  await assert.rejects(build(sdistWithBackend(plainBackend, pyproject)), {
    message: /the backend json was not loaded from its backend-path/,
  });
});

for (const [what, does] of Object.entries({
  'puts a folder of its own before its backend-path':
    'sys.path.insert(0, os.path.join(os.path.dirname(__file__), "vendored"))',
  'puts folders before it that are not there': 'sys.path[:0] = ["/nowhere", "x.zip"]',
  'turns the path round': 'sys.path.reverse()',
})) {
  test(`a backend that ${what} is still from there`, async (t) => {
    const { build } = await makeBuildRig(t);
    const sdist = sdistWithBackend(`${plainBackend}\nimport sys\n${does}\n`);
    assert.equal((await build(sdist)).filename, wheelName);
  });
}

test('a backend without `build_wheel` has failed', async (t) => {
  const { build } = await makeBuildRig(t);
  await assert.rejects(build(sdistWithBackend('')), {
    message: /the backend back has no build_wheel/,
  });
});

test('an object inside the backend module may have the hooks', async (t) => {
  const { build } = await makeBuildRig(t);
  const pyproject =
    '[build-system]\nrequires = []\nbuild-backend = "back:Holder.hooks"\nbackend-path = ["in tree"]\n';
  const backend = `${writesWheel}
class Holder:
    class hooks:
        @staticmethod
        def build_wheel(folder, *rest): return make(folder, "${wheelName}")
`;
  assert.equal((await build(sdistWithBackend(backend, pyproject))).filename, wheelName);
});

test('requirements of the build that cannot be had are a failed build that names them', async (t) => {
  const { build } = await makeBuildRig(t);
  const building = build(sdistWithBackend(plainBackend), {
    makeEnvironment: () => Promise.reject(new SpipError('unresolvable', 'Because of `base`')),
  });
  await assert.rejects(building, {
    code: 'build-failed',
    message:
      'Failed to build `demo-1.0.tar.gz`, whose build requires `base >= 1`: Because of `base`',
  });
});

test('trouble with the surroundings stays what it is', async (t) => {
  const { build } = await makeBuildRig(t);
  const building = build(sdistWithBackend(plainBackend), {
    makeEnvironment: () => Promise.reject(new SpipError('index-unreachable', 'Failed to reach it')),
  });
  await assert.rejects(building, { code: 'index-unreachable', message: 'Failed to reach it' });
});

test('an old file name is read with the name of its project', async (t) => {
  const { build } = await makeBuildRig(t);
  const name = 'my_demo-1.0-py3-none-any.whl';
  const sdist = sdistWithBackend(
    `${writesWheel}\ndef build_wheel(folder, *rest): return make(folder, "${name}")`,
  );
  const options = { filename: 'my-demo-1.0.tar.gz', name: 'my-demo' };
  assert.equal((await build(sdist, options)).filename, name);
});
