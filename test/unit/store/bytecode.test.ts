import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, link, mkdir, stat, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Interpreter } from '../../../src/model/interpreter.ts';
import { compileProgram } from '../../../src/store/compileProgram.ts';
import { realPythons } from '../../support/realPython.ts';
import { countingFetch, distFile, storeRig } from '../../support/storeRig.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

const wheel = buildWheel({
  name: 'tool',
  version: '1',
  files: {
    'tool/__init__.py': 'import sys\nhere = sys._getframe().f_code.co_filename\n',
    'tool/sub/deep.py': 'def f():\n    return 1\n',
    'tool/python2.py': 'print "old"\n',
    'tool-1.data/purelib/extra.py': 'y = 2\n',
    'tool-1.data/scripts/run.py': 'z = 3\n',
  },
});

function interpreterOf(executable: string): Interpreter {
  const program = 'import sys; print(sys.implementation.cache_tag); print(sys.version.split()[0])';
  const { stdout } = spawnSync(executable, ['-I', '-S', '-c', program], { encoding: 'utf8' });
  const [cacheTag = '', version = ''] = stdout.trim().split('\n');
  return {
    executable,
    lacks: [],
    elsewhere: [],
    implementation: 'cpython',
    version,
    python: version,
    abiflags: '',
    freeThreaded: false,
    debug: false,
    prerelease: false,
    source: 'named',
    basePrefix: '',
    cacheTag,
    paths: { purelib: '', platlib: '', scripts: '', include: '', data: '' },
    markers: {
      implementation_name: 'cpython',
      implementation_version: version,
      os_name: 'posix',
      platform_machine: '',
      platform_python_implementation: 'CPython',
      platform_release: '',
      platform_system: '',
      platform_version: '',
      python_full_version: version,
      python_version: '',
      sys_platform: '',
    },
    tags: [],
    build: `${version}-build`.padEnd(64, '0'),
  };
}

function compileWith(executable: string): (source: string, target: string) => Promise<void> {
  return (source, target) => {
    const { status, stderr } = spawnSync(
      executable,
      ['-I', '-S', '-c', compileProgram, source, target],
      { encoding: 'utf8', env: {} },
    );
    assert.equal(status, 0, stderr);
    return Promise.resolve();
  };
}

describe('byte-code in the store', () => {
  const pythons = realPythons();
  assert.ok(pythons.length > 0, 'Expected a Python on PATH');

  for (const executable of pythons) {
    const interpreter = interpreterOf(executable);
    it(`is made once and taken by Python ${interpreter.version} as it is`, async (t) => {
      const { store, again, cacheDir } = await storeRig(t);
      const { fetch } = countingFetch({ [wheel.filename]: wheel.bytes });
      const stored = await store.wheel(distFile(wheel), fetch);
      assert.equal(await store.bytecodeOf(stored, interpreter), undefined);
      const files = await store.makeBytecode(stored, interpreter, compileWith(executable));
      const tag = interpreter.cacheTag;
      assert.deepEqual(
        files.map(({ path }) => path),
        [
          `tool-1.data/purelib/__pycache__/extra.${tag}.pyc`,
          `tool/__pycache__/__init__.${tag}.pyc`,
          `tool/sub/__pycache__/deep.${tag}.pyc`,
        ],
      );
      assert.deepEqual(await again().bytecodeOf(stored, interpreter), files);
      assert.deepEqual(
        await again().makeBytecode(stored, interpreter, () =>
          Promise.reject(new Error('compiled')),
        ),
        files,
      );

      const site = join(cacheDir, 'site');
      for (const { path } of stored.files) {
        await linkTo(join(stored.root, path), join(site, path));
      }
      for (const { path, source } of files) {
        await linkTo(source, join(site, path));
      }
      const before = await stat(join(site, `tool/__pycache__/__init__.${tag}.pyc`));
      const program = [
        'import sys',
        'sys.path.insert(0, sys.argv[1])',
        'import tool, tool.sub.deep',
        'print(tool.here)',
        'print(tool.sub.deep.f.__code__.co_filename)',
      ].join('\n');
      const { stdout, stderr } = spawnSync(executable, ['-I', '-S', '-v', '-c', program, site], {
        encoding: 'utf8',
        env: {},
      });
      // Where the files are linked, not where they were compiled.
      assert.deepEqual(stdout.trim().split('\n'), [
        join(site, 'tool/__init__.py'),
        join(site, 'tool/sub/deep.py'),
      ]);
      const taken = stderr.split('\n').filter((line) => line.includes(site));
      assert.ok(taken.some((line) => line.includes('__init__') && line.includes(' matches ')));
      assert.ok(taken.some((line) => line.includes('deep') && line.includes(' matches ')));
      assert.ok(!taken.some((line) => /wrote|stale/.test(line)), taken.join('\n'));
      const after = await stat(join(site, `tool/__pycache__/__init__.${tag}.pyc`));
      assert.deepEqual([after.ino, after.mtimeMs], [before.ino, before.mtimeMs]);
    });
  }

  it('is made again if a file of it was cut', async (t) => {
    const [executable = ''] = pythons;
    const interpreter = interpreterOf(executable);
    const { store, again } = await storeRig(t);
    const { fetch } = countingFetch({ [wheel.filename]: wheel.bytes });
    const stored = await store.wheel(distFile(wheel), fetch);
    const files = await store.makeBytecode(stored, interpreter, compileWith(executable));
    const [first] = files;
    assert.ok(first !== undefined);
    await chmod(first.source, 0o644);
    await truncate(first.source, 10);
    assert.equal(await again().bytecodeOf(stored, interpreter), undefined);
    assert.deepEqual(
      await again().makeBytecode(stored, interpreter, compileWith(executable)),
      files,
    );
  });
});

async function linkTo(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await link(source, target);
}
