import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { materialise } from '../../../src/envs/materialise.ts';
import type { MaterialiseOptions } from '../../../src/envs/materialise.ts';
import type { Materialised } from '../../../src/envs/materialised.ts';
import { planEnvironment } from '../../../src/envs/planEnvironment.ts';
import type { Interpreter } from '../../../src/model/interpreter.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { plainPython, realPythons, storeWheel } from './envRig.ts';
import type { WheelOutline } from './envRig.ts';

const tool: WheelOutline = {
  name: 'tool',
  files: {
    'tool/__init__.py': "import sys\ndef main():\n    print('tool ' + sys.prefix)\n    return 3\n",
    'tool/data.bin': new Uint8Array([0, 255, 10]),
    'tool-1.0.data/scripts/own': '#!python -u\nimport tool\nprint("own " + tool.__name__)\n',
    'tool-1.0.data/scripts/shell': '#!/bin/sh\necho shell\n',
  },
  executables: ['tool-1.0.data/scripts/shell'],
  consoleScripts: [{ name: 'tool', module: 'tool', attribute: 'main' }],
};

interface Request {
  readonly folder: string;
  readonly prefix: string;
  readonly interpreter?: Interpreter;
  readonly options?: MaterialiseOptions;
}

async function compose({
  folder,
  prefix,
  interpreter = plainPython,
  options = { mode: 'hardlink' },
}: Request): Promise<Materialised> {
  const plan = await planEnvironment({
    interpreter,
    distributions: [storeWheel(join(folder, 'store'), tool)],
  });
  return materialise(plan, prefix, options);
}

/** Runs a program of the environment with nothing but what it needs. */
function run(argv: readonly string[]): { readonly status: number; readonly stdout: string } {
  const [command = '', ...args] = argv;
  try {
    const stdout = execFileSync(command, args, {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return { status: 0, stdout };
  } catch (error) {
    if (error instanceof Error && 'status' in error && 'stdout' in error) {
      return { status: Number(error.status), stdout: String(error.stdout) };
    }
    throw error;
  }
}

const question = `
import sys, json, tool
try:
    import sysconfig
    where = sysconfig.get_paths()['purelib']
except Exception:
    where = None
print(json.dumps({'prefix': sys.prefix, 'tool': tool.__file__, 'purelib': where,
    'sites': [p for p in sys.path if p.endswith('-packages')]}))
`;

async function eachPython(
  context: TestContext,
  check: (interpreter: Interpreter, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await temporaryFolder(context);
  const pythons = await realPythons(join(folder, 'cache'));
  if (pythons.length === 0) {
    context.skip('there is no Python on this machine');
  }
  for (const interpreter of pythons) {
    const own = join(folder, interpreter.build.slice(0, 8));
    await context.test(`${interpreter.python} (${interpreter.executable})`, () =>
      check(interpreter, own),
    );
  }
}

test('a real Python lives in the environment and sees only that', (context) =>
  eachPython(context, async (interpreter, folder) => {
    const prefix = join(folder, 'env');
    await compose({ folder, prefix, interpreter });
    const site = join(prefix, interpreter.paths.purelib);
    for (const name of ['python', `python${interpreter.version.split('.')[0]}`]) {
      const { stdout, status } = run([join(prefix, 'bin', name), '-c', question]);
      assert.equal(status, 0);
      assert.deepEqual(JSON.parse(stdout), {
        prefix,
        tool: join(site, 'tool/__init__.py'),
        purelib: site,
        sites: [site],
      });
    }
    assert.deepEqual(run([join(prefix, 'bin/tool')]), { status: 3, stdout: `tool ${prefix}\n` });
    assert.deepEqual(run([join(prefix, 'bin/own')]), { status: 0, stdout: 'own tool\n' });
    assert.deepEqual(run([join(prefix, 'bin/shell')]), { status: 0, stdout: 'shell\n' });
  }));

test('scripts start from long paths and from paths with spaces', (context) =>
  eachPython(context, async (interpreter, folder) => {
    for (const name of ['with space', 'x'.repeat(150), "quo'te $HOME"]) {
      const prefix = join(folder, name);
      await compose({ folder: join(folder, name.slice(0, 3)), prefix, interpreter });
      assert.deepEqual(run([join(prefix, 'bin/tool')]), { status: 3, stdout: `tool ${prefix}\n` });
      assert.deepEqual(run([join(prefix, 'bin/own')]), { status: 0, stdout: 'own tool\n' });
    }
  }));

test('scripts name the prefix that their processes will see', async (context) => {
  const folder = await temporaryFolder(context);
  const prefix = join(folder, 'env');
  await compose({
    folder,
    prefix,
    options: { mode: 'hardlink', runtimePrefix: '/spip/env' },
  });
  assert.equal(
    readFileSync(join(prefix, 'bin/tool'), 'utf8'),
    '#!/spip/env/bin/python\n# -*- coding: utf-8 -*-\nimport sys\nfrom tool import main\n' +
      "if __name__ == '__main__':\n    sys.exit(main())\n",
  );
  assert.equal(
    readFileSync(join(prefix, 'bin/own'), 'utf8').split('\n')[0],
    '#!/spip/env/bin/python',
  );
});

test('RECORD has a row with digest and size for every file', async (context) => {
  const folder = await temporaryFolder(context);
  const prefix = join(folder, 'env');
  const { plan } = await compose({ folder, prefix });
  const site = join(prefix, plainPython.paths.purelib);
  const rows = readFileSync(join(site, 'tool-1.0.dist-info/RECORD'), 'utf8').trim().split('\n');
  const recorded = rows.map((row) => row.split(','));
  assert.deepEqual(
    recorded.map(([path = '']) => join(site, path)).toSorted(),
    plan.files
      .filter(({ owner }) => owner === 'tool')
      .map(({ path }) => join(prefix, path))
      .toSorted(),
  );
  assert.ok(rows.some((row) => row.startsWith('../../../bin/tool,sha256=')));
  assert.ok(rows.includes('tool-1.0.dist-info/RECORD,,'));
  for (const [path = '', digest, size] of recorded.filter(([path]) => !path?.endsWith('RECORD'))) {
    const bytes = readFileSync(join(site, path));
    assert.equal(digest, `sha256=${hash('sha256', bytes, 'base64url')}`, path);
    assert.equal(size, String(bytes.length), path);
  }
});

for (const mode of ['hardlink', 'reflink', 'copy'] as const) {
  test(`${mode}: bytes, modes and times are those of the store`, async (context) => {
    const folder = await temporaryFolder(context);
    const prefix = join(folder, 'env');
    const { plan } = await compose({ folder, prefix, options: { mode } });
    const linked = plan.files.filter((file) => file.kind === 'store');
    assert.equal(linked.length, 5);
    for (const { path, source, executable } of linked) {
      const here = statSync(join(prefix, path));
      const there = statSync(source);
      assert.deepEqual(readFileSync(join(prefix, path)), readFileSync(source));
      assert.equal(here.mtimeMs, there.mtimeMs, path);
      assert.equal(here.mode & 0o777, executable ? 0o555 : 0o444, path);
      assert.equal(here.ino === there.ino, mode === 'hardlink', path);
    }
  });
}

test('stored byte-code is linked and valid in every mode, and stands in no manifest', (context) =>
  eachPython(context, async (interpreter, folder) => {
    if (interpreter.cacheTag === '') {
      return;
    }
    const purelib = interpreter.paths.purelib;
    const name = `tool/__pycache__/__init__.${interpreter.cacheTag}.pyc`;
    const compiled = join(folder, 'code.pyc');
    const source = storeWheel(join(folder, 'store'), tool).wheel.root;
    run([
      interpreter.executable,
      '-c',
      'import py_compile, sys; py_compile.compile(sys.argv[1], cfile=sys.argv[2], doraise=True)',
      join(source, 'tool/__init__.py'),
      compiled,
    ]);
    for (const mode of ['hardlink', 'reflink', 'copy'] as const) {
      const prefix = join(folder, mode);
      const { plan } = await compose({
        folder,
        prefix,
        interpreter,
        options: { mode, bytecode: [{ path: `${purelib}/${name}`, source: compiled }] },
      });
      assert.equal(plan.manifestText.includes('.pyc'), false);
      const before = statSync(join(prefix, purelib, name));
      // With -v Python says which byte-code it takes, and what it would have written.
      const told = execFileSync(
        '/bin/sh',
        ['-c', '"$0" -v -c "import tool" 2>&1', join(prefix, 'bin/python')],
        {
          encoding: 'utf8',
          env: { PATH: '/usr/bin:/bin' },
        },
      );
      assert.match(told, new RegExp(`${name.replaceAll('.', '\\.')}['"]? matches`), mode);
      const after = statSync(join(prefix, purelib, name));
      assert.deepEqual([after.ino, after.mtimeMs], [before.ino, before.mtimeMs]);
    }
  }));

test('another file system is served by copies, with one note', async (context) => {
  const folder = await temporaryFolder(context);
  const other = '/dev/shm';
  if (statSync(other, { throwIfNoEntry: false })?.dev === statSync(folder).dev) {
    context.skip('there is only one file system');
    return;
  }
  const prefix = join(other, folder.split('/').at(-1) ?? 'spip-test-env');
  context.after(() => execFileSync('rm', ['-rf', prefix]));
  const { notes, mode, plan } = await compose({ folder, prefix });
  assert.equal(mode, 'copy');
  assert.deepEqual(
    notes.map(({ code, text }) => [code, text]),
    [
      [
        'copied-files',
        'Store files were copied because the file system refused hard links (EXDEV)',
      ],
    ],
  );
  const file = plan.files.find(({ path }) => path.endsWith('data.bin'));
  assert.equal(statSync(join(prefix, file?.path ?? '')).mtimeMs, 1_000_000_000_000);
});

test('a prefix that holds something else is refused with the path', async (context) => {
  const folder = await temporaryFolder(context);
  const prefix = join(folder, 'env');
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  symlinkSync('/nonexistent', join(prefix, 'bin/tool'));
  await assert.rejects(compose({ folder, prefix }), {
    code: 'disk',
    message: `Failed to write the environment: \`${join(prefix, 'bin/tool')}\` (EEXIST)`,
  });
});

test('the interpreter’s names are links, and nothing else is there', async (context) => {
  const folder = await temporaryFolder(context);
  const prefix = join(folder, 'env');
  await compose({ folder, prefix });
  assert.deepEqual(readdirSync(join(prefix, 'bin')).toSorted(), [
    'own',
    'python',
    'python3',
    'python3.11',
    'shell',
    'tool',
  ]);
  assert.ok(lstatSync(join(prefix, 'bin/python')).isSymbolicLink());
  assert.deepEqual(readdirSync(prefix).toSorted(), ['bin', 'lib', 'pyvenv.cfg']);
});

test('byte-code of contested modules and byte-code that a wheel brings itself are left out', async (context) => {
  const folder = await temporaryFolder(context);
  const site = plainPython.paths.purelib;
  const pyc = (name: string): string => `x/__pycache__/${name}.cpython-311.pyc`;
  const [a, b] = ['a', 'b'].map((name) =>
    storeWheel(folder, {
      name,
      files: {
        'x/same.py': '',
        'x/contested.py': name,
        ...(name === 'a' ? { [pyc('own')]: 'from a', 'x/alone.py': '' } : {}),
      },
    }),
  );
  assert.ok(a !== undefined && b !== undefined);
  const code = join(folder, 'code');
  writeFileSync(code, 'stored');
  const plan = await planEnvironment({ interpreter: plainPython, distributions: [a, b] });
  const bytecode = ['same', 'contested', 'alone', 'own', 'same', 'contested'].map((name) => ({
    path: `${site}/${pyc(name)}`,
    source: code,
  }));
  const prefix = join(folder, 'env');
  const made = await materialise(plan, prefix, { mode: 'hardlink', bytecode });
  assert.deepEqual(
    made.bytecode.map(({ path }) => path),
    [`${site}/${pyc('same')}`, `${site}/${pyc('alone')}`],
  );
  assert.equal(readFileSync(join(prefix, site, pyc('own')), 'utf8'), 'from a');
  assert.equal(readFileSync(join(prefix, site, 'x/contested.py'), 'utf8'), 'b');
});
