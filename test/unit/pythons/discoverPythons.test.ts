import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { countStarts, writeFakePython } from '../../support/fakePython.ts';
import { makeWorld, summary } from './pythonWorld.ts';

async function link(path: string, target: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path);
}

test('Pythons are found where each tool puts them', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  await fake('home/.pyenv/versions/3.8.1/bin/python3.8', '3.8.1');
  await fake('home/.local/share/uv/python/cpython-3.9.1-linux/bin/python3.9', '3.9.1');
  await fake('home/.asdf/installs/python/3.10.1/bin/python3.10', '3.10.1');
  await fake('home/.local/share/mise/installs/python/3.11.1/bin/python3.11', '3.11.1');
  await fake('home/miniconda3/bin/python3.12', '3.12.1');
  await fake('home/miniconda3/envs/data/bin/python3.12', '3.12.2');
  await fake('elsewhere/env/bin/python3.12', '3.12.3');
  await mkdir(at('home/.conda'), { recursive: true });
  await writeFile(at('home/.conda/environments.txt'), `${at('elsewhere/env')}\n`);
  await fake('system/usr/bin/python3.13', '3.13.1');
  await fake('system/usr/local/bin/python3.13', '3.13.2');
  await fake('system/opt/python3.14/bin/python3.14', '3.14.1');
  await fake('data/pythons/3.15.0/bin/python3', '3.15.0');
  await fake('path/python3.7', '3.7.1');
  await fake('path/python3.7-config', '3.7.9');

  assert.deepEqual(summary(await discover({ dataDir: at('data') })), [
    '3.7.1 PATH',
    '3.8.1 pyenv',
    '3.9.1 uv',
    '3.10.1 asdf',
    '3.11.1 mise',
    '3.12.1 conda',
    '3.12.2 conda',
    '3.12.3 conda',
    '3.13.1 system',
    '3.13.2 system',
    '3.14.1 system',
    '3.15.0 spip',
  ]);
});

test('variables of the tools move their places', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  await fake('a/versions/3.8.1/bin/python', '3.8.1');
  await fake('b/cpython-3.9/bin/python', '3.9.1');
  await fake('c/installs/python/3.10/bin/python', '3.10.1');
  await fake('d/installs/python/3.11/bin/python', '3.11.1');
  await fake('home/.pyenv/versions/3.12.1/bin/python', '3.12.1');
  const env = {
    PYENV_ROOT: at('a'),
    UV_PYTHON_INSTALL_DIR: at('b'),
    ASDF_DATA_DIR: at('c'),
    MISE_DATA_DIR: at('d'),
  };

  assert.deepEqual(summary(await discover({ env })), [
    '3.8.1 pyenv',
    '3.9.1 uv',
    '3.10.1 asdf',
    '3.11.1 mise',
  ]);
});

test('a manager in an unusual place is known by its shims on PATH', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  await fake('x/versions/3.8.1/bin/python', '3.8.1');
  await fake('mise/installs/python/3.9/bin/python', '3.9.1');
  const env = { PATH: [at('x/shims'), at('mise/shims')].join(':'), PYENV_ROOT: '' };
  assert.deepEqual(summary(await discover({ env })), ['3.8.1 pyenv', '3.9.1 mise']);
});

test('one executable under many names counts once, under its most telling source', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  const real = await fake('home/.pyenv/versions/3.11.7/bin/python3.11', '3.11.7');
  await link(at('home/.pyenv/versions/3.11.7/bin/python3'), 'python3.11');
  await link(at('home/.pyenv/versions/3.11.7/bin/python'), 'python3.11');
  await link(at('path/python3'), real);
  await link(at('system/usr/bin/python3'), real);

  const found = await discover({ named: ['path/python3'] });
  assert.deepEqual(summary(found), ['3.11.7 pyenv']);
  assert.equal(found.interpreters[0]?.executable, real);
  assert.deepEqual([...found.named], [['path/python3', { kind: 'executable', path: real }]]);
  assert.equal(await countStarts(real), 1);
});

test('an interpreter is asked once, until its file changes', async (t) => {
  const { fake, discover } = await makeWorld(t);
  const python = await fake('path/python3', '3.11.7');
  const first = await discover();
  assert.deepEqual(await discover(), first);
  assert.equal(await countStarts(python), 1);

  await fake('path/python3', '3.11.8');
  await utimes(python, 1, 1);
  assert.deepEqual(summary(await discover()), ['3.11.8 PATH']);
  assert.equal(await countStarts(python), 2);
});

test('a damaged answer in the cache is asked for again', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  const python = await fake('path/python3', '3.11.7');
  await discover();
  for (const name of await readdir(at('cache/interpreters-v2'))) {
    await writeFile(at(`cache/interpreters-v2/${name}`), '{"spip":1');
  }
  assert.deepEqual(summary(await discover()), ['3.11.7 PATH']);
  assert.equal(await countStarts(python), 2);
});

test('a cache that cannot be written does no harm', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  await fake('path/python3', '3.11.7');
  await writeFile(at('blocked'), '');
  assert.deepEqual(summary(await discover({ cacheDir: at('blocked/cache') })), ['3.11.7 PATH']);
});

test('shims are never started', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  const inShims = await fake('home/.pyenv/shims/python3', '3.1.1');
  const copied = at('path/python3');
  await mkdir(at('path'), { recursive: true });
  await writeFile(
    copied,
    `#!/bin/sh\necho started >>'${copied}.starts'\nexec pyenv exec python3\n`,
  );
  await chmod(copied, 0o755);
  const env = { PATH: [at('home/.pyenv/shims'), at('path')].join(':') };

  const found = await discover({ env });
  assert.deepEqual([found.interpreters, found.broken], [[], []]);
  assert.deepEqual([await countStarts(inShims), await countStarts(copied)], [0, 0]);
});

test('a named pyenv shim leads to the version that pyenv selects', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  await fake('home/.pyenv/shims/python3', '3.1.1');
  const chosen = await fake('home/.pyenv/versions/3.9.1/bin/python3', '3.9.1');
  const local = await fake('home/.pyenv/versions/3.10.1/bin/python3', '3.10.1');
  await writeFile(at('home/.pyenv/version'), '3.9.1\n');
  const shim = '~/.pyenv/shims/python3';

  const global = await discover({ named: [shim] });
  assert.deepEqual(global.named.get(shim), { kind: 'executable', path: chosen });
  await mkdir(at('project/sub'), { recursive: true });
  await writeFile(at('project/.python-version'), '3.10.1\n');
  const inProject = await discover({ named: [shim], cwd: at('project/sub') });
  assert.deepEqual(inProject.named.get(shim), { kind: 'executable', path: local });
  const env = { PYENV_VERSION: '3.9.1' };
  const byVariable = await discover({ named: [shim], cwd: at('project/sub'), env });
  assert.deepEqual(byVariable.named.get(shim), { kind: 'executable', path: chosen });
});

test('a virtual environment leads to its base, linked or copied, on PATH or named', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  const base = await fake('system/usr/bin/python3.11', '3.11.7');
  await link(at('linked/bin/python'), base);
  const copy = await fake('copied/bin/python3', '3.1.1');
  const config = `home = ${dirname(base)}\nversion = 3.11.7\n`;
  await writeFile(at('linked/pyvenv.cfg'), config);
  await writeFile(at('copied/pyvenv.cfg'), config);
  const env = { PATH: [at('linked/bin'), at('copied/bin')].join(':') };

  const found = await discover({ env, named: ['linked', 'copied'] });
  assert.deepEqual(summary(found), ['3.11.7 system']);
  assert.deepEqual(
    [...found.named.values()],
    [
      { kind: 'executable', path: base },
      { kind: 'executable', path: base },
    ],
  );
  assert.equal(await countStarts(copy), 0);
});

test('a virtual environment without its base is reported', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  await fake('venv/bin/python3', '3.1.1');
  await writeFile(at('venv/pyvenv.cfg'), `home = ${at('gone/bin')}\n`);
  const { broken } = await discover({ named: ['venv'] });
  assert.deepEqual(broken, [
    {
      path: at('venv/bin/python3'),
      source: 'named',
      reason: 'belongs to a virtual environment whose base Python is missing',
    },
  ]);
});

test('a wrapper script is followed to the Python behind it', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  const real = await fake('private/python3.11', '3.11.7');
  await writeFakePython(at('path/python3'), { answer: { version: '3.11.7', executable: real } });
  const found = await discover();
  assert.deepEqual(
    found.interpreters.map((each) => each.executable),
    [real],
  );
});

test('broken interpreters are reported with their first words, and the others go on', async (t) => {
  const { fake, discover, at } = await makeWorld(t);
  await fake('path/python3.12', '3.12.1');
  await link(at('path/python3.1'), '/nowhere/python');
  await mkdir(at('path/python3.2'));
  await writeFakePython(at('path/python3.3'), { prints: '', complains: 'no\nhome', status: 3 });
  await writeFakePython(at('path/python3.4'), { prints: 'hello \u001b[31mworld' });
  await writeFakePython(at('path/python3.5'), { answer: { version: '3.5.2' } });
  await writeFakePython(at('path/python3.6'), { signal: 'SEGV', complains: 'Fatal Python error' });
  await writeFakePython(at('path/python3.7'), { prints: '' });
  await writeFakePython(at('path/python3.8'), {
    answer: { version: '3.8.1', implementation: 'graalpy' },
  });
  await writeFakePython(at('path/python3.9'), {
    prints: '',
    complains: 'Traceback (most recent call last):\n  File "x"\nImportError: No module named json',
    status: 1,
  });
  await writeFile(at('path/python3.10'), '#!/nowhere/python\n');
  await chmod(at('path/python3.10'), 0o755);
  await writeFile(at('path/python3.11'), '#!/bin/sh\n');
  await chmod(at('path/python3.11'), 0o644);

  const found = await discover({ named: ['nothing/here'] });
  assert.deepEqual(summary(found), ['3.12.1 PATH']);
  const reasons = new Map(
    found.broken.map(({ path, reason }) => [path.slice(at('').length + 1), reason]),
  );
  assert.deepEqual(Object.fromEntries(reasons), {
    'nothing/here': 'does not exist',
    'path/python3.1': 'is a link to a missing file',
    'path/python3.10': `cannot be started: spawn ${at('path/python3.10')} ENOENT`,
    'path/python3.11': 'is not executable',
    'path/python3.2': 'is not a file',
    'path/python3.3': 'exited with status 3: no',
    'path/python3.4': 'gave no readable answer but printed `hello  [31mworld`',
    'path/python3.5': 'is Python 3.5; spip works with 2.7 and with 3.6 or newer',
    'path/python3.6': 'was ended by SIGSEGV: Fatal Python error',
    'path/python3.7': 'gave no readable answer but printed nothing',
    'path/python3.8': 'is `graalpy`; spip works with CPython and PyPy',
    'path/python3.9': 'exited with status 1: ImportError: No module named json',
  });
});
