import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeBase } from '../../../src/envs/describeBase.ts';
import type { Distribution } from '../../../src/envs/lockText.ts';
import { planEnvironment } from '../../../src/envs/planEnvironment.ts';
import type { EnvironmentPlan } from '../../../src/model/environment.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { plainPython, storeWheel } from './envRig.ts';

const site = 'lib/python3.11/site-packages';

function plan(...distributions: readonly Distribution[]): Promise<EnvironmentPlan> {
  return planEnvironment({ interpreter: plainPython, distributions });
}

test('every scheme of a wheel has its place', async (context) => {
  const folder = await temporaryFolder(context);
  const outline = {
    name: 'My_Pack',
    files: {
      'pack/__init__.py': '',
      'My_Pack-1.0.data/purelib/pure.py': 'p',
      'My_Pack-1.0.data/platlib/plat.so': 'q',
      'My_Pack-1.0.data/headers/sub/a.h': 'h',
      'My_Pack-1.0.data/data/share/man/x.1': 'm',
      'My_Pack-1.0.data/scripts/plain.sh': '#!/bin/sh\n',
      'My_Pack-1.0.data/scripts/python-tool': '#!python\nprint(1)\n',
    },
    executables: ['My_Pack-1.0.data/scripts/plain.sh'],
    consoleScripts: [{ name: 'pack', module: 'pack', attribute: 'main' }],
    guiScripts: [{ name: 'pack-gui', module: 'pack', attribute: 'Gui.run' }],
  };
  const { manifestText } = await plan(storeWheel(folder, outline));
  const digest = (line: string): string => line.replace(/sha256:[0-9a-f]{64}/g, 'sha256:…');
  assert.deepEqual(manifestText.split('\n').map(digest), [
    'bin/pack\trecipe:launcher pack:main\t-\t100755\tmy-pack',
    'bin/pack-gui\trecipe:launcher pack:Gui.run\t-\t100755\tmy-pack',
    'bin/plain.sh\tsha256:…\t10\t100755\tmy-pack',
    'bin/python\trecipe:link to the base interpreter\t-\t120000\tspip',
    'bin/python-tool\trecipe:script sha256:…\t-\t100755\tmy-pack',
    'bin/python3\trecipe:link to python\t-\t120000\tspip',
    'bin/python3.11\trecipe:link to python\t-\t120000\tspip',
    'include/site/python3.11/my-pack/sub/a.h\tsha256:…\t1\t100644\tmy-pack',
    `${site}/My_Pack-1.0.dist-info/INSTALLER\trecipe:INSTALLER\t-\t100644\tmy-pack`,
    `${site}/My_Pack-1.0.dist-info/METADATA\tsha256:…\t49\t100644\tmy-pack`,
    `${site}/My_Pack-1.0.dist-info/RECORD\trecipe:RECORD\t-\t100644\tmy-pack`,
    `${site}/My_Pack-1.0.dist-info/WHEEL\tsha256:…\t19\t100644\tmy-pack`,
    `${site}/pack/__init__.py\tsha256:…\t0\t100644\tmy-pack`,
    `${site}/pure.py\tsha256:…\t1\t100644\tmy-pack`,
    'lib64/python3.11/site-packages/plat.so\tsha256:…\t1\t100644\tmy-pack',
    'pyvenv.cfg\trecipe:pyvenv.cfg\t-\t100644\tspip',
    'share/man/x.1\tsha256:…\t1\t100644\tmy-pack',
    '',
  ]);
});

test('a wheel that is not pure lands in platlib', async (context) => {
  const folder = await temporaryFolder(context);
  const { files } = await plan(
    storeWheel(folder, { name: 'x', files: { 'x.py': '' }, rootIsPurelib: false }),
  );
  assert.ok(files.some(({ path }) => path === 'lib64/python3.11/site-packages/x.py'));
  assert.ok(
    files.some(({ path }) => path === 'lib64/python3.11/site-packages/x-1.0.dist-info/RECORD'),
  );
});

test('the texts of the ledger name no place, and do not depend on the order', async (context) => {
  const folder = await temporaryFolder(context);
  const a = storeWheel(folder, { name: 'a', files: { 'a.py': 'a' } });
  const b = storeWheel(folder, {
    name: 'b',
    files: { 'b.py': 'b', 'b-1.0.data/scripts/t': '#!pythonw -x\n' },
    consoleScripts: [{ name: 'b', module: 'b', attribute: 'main' }],
  });
  const first = await plan(a, b);
  const second = await plan(b, a);
  assert.equal(first.manifestText, second.manifestText);
  assert.equal(first.lockText, second.lockText);
  const texts = first.manifestText + first.lockText + describeBase(plainPython).text;
  for (const secret of [folder, '/opt/python', 'secret.example', '://']) {
    assert.equal(texts.includes(secret), false, secret);
  }
  assert.deepEqual(JSON.parse(first.lockText), {
    schema_version: 1,
    packages: [a, b].map(({ wheel, locked }) => ({
      name: locked.name,
      version: '1.0',
      file: wheel.filename,
      sha256: wheel.sha256,
    })),
  });
});

test('a built wheel is known by its sdist, its build lock and its Python', async (context) => {
  const folder = await temporaryFolder(context);
  const distribution = storeWheel(folder, { name: 'x' });
  const locked = {
    ...distribution.locked,
    file: { ...distribution.locked.file, filename: 'x-1.0.tar.gz', kind: 'sdist' as const },
  };
  const built = { sdistSha256: 'aa', buildLock: 'bb', interpreter: 'cpython-3.11.7-linux-x86_64' };
  const { lockText } = await plan({ ...distribution, locked, built });
  assert.deepEqual(JSON.parse(lockText), {
    schema_version: 1,
    packages: [
      {
        name: 'x',
        version: '1.0',
        file: 'x-1.0.tar.gz',
        sha256: 'aa',
        built: {
          file: 'x-1.0-py3-none-any.whl',
          sha256: distribution.wheel.sha256,
          build_lock: 'bb',
          interpreter: 'cpython-3.11.7-linux-x86_64',
        },
      },
    ],
  });
});

test('where two wheels own a path the last name wins, with a note unless both are equal', async (context) => {
  const folder = await temporaryFolder(context);
  const files = { 'shared/same.py': 's', 'shared/other.py': 'from a', 'shared/more.py': 'a' };
  const a = storeWheel(folder, { name: 'a', files });
  const b = storeWheel(folder, {
    name: 'b',
    files: { ...files, 'shared/other.py': 'from b', 'shared/more.py': 'b' },
  });
  const { files: planned, notes } = await plan(b, a);
  const owner = (name: string): string | undefined =>
    planned.find(({ path }) => path === `${site}/shared/${name}`)?.owner;
  assert.deepEqual([owner('same.py'), owner('other.py')], ['b', 'b']);
  assert.equal(new Set(planned.map(({ path }) => path)).size, planned.length);
  assert.deepEqual(notes, [
    {
      code: 'overlapping-files',
      text: `\`a\` and \`b\` both bring \`${site}/shared/more.py\` and 1 more; those of \`b\` are installed`,
      paths: [`${site}/shared/more.py`, `${site}/shared/other.py`],
    },
  ]);
});

for (const path of [
  'bad-1.0.data/data/pyvenv.cfg',
  'bad-1.0.data/data/.git',
  'bad-1.0.data/data/.GIT/hooks/x',
  'bad-1.0.data/data/bin/python',
  'bad-1.0.data/scripts/Python3',
  'bad-1.0.data/scripts/python3.11',
]) {
  test(`a wheel that would bring \`${path}\` is refused`, async (context) => {
    const folder = await temporaryFolder(context);
    await assert.rejects(plan(storeWheel(folder, { name: 'bad', files: { [path]: 'x' } })), {
      code: 'install-failed',
      message: /^Failed to install `bad-1\.0-py3-none-any\.whl`: `.*` belongs to the environment/,
    });
  });
}

for (const name of ['../x', 'python', 'Python3', '', '..']) {
  test(`an entry point named \`${name}\` is refused`, async (context) => {
    const folder = await temporaryFolder(context);
    const consoleScripts = [{ name, module: 'm', attribute: 'f' }];
    await assert.rejects(plan(storeWheel(folder, { name: 'bad', consoleScripts })), {
      code: 'install-failed',
    });
  });
}

test('a file cannot be where another wheel needs a folder', async (context) => {
  const folder = await temporaryFolder(context);
  await assert.rejects(
    plan(
      storeWheel(folder, { name: 'a', files: { x: '' } }),
      storeWheel(folder, { name: 'b', files: { 'x/y.py': '' } }),
    ),
    {
      code: 'install-failed',
      message: `Failed to install \`${site}/x/y.py\` of \`b\`: \`${site}/x\` is a file of \`a\``,
    },
  );
});

test('a folder that only ends like a data folder is one as any other', async (context) => {
  const folder = await temporaryFolder(context);
  const { files } = await plan(
    storeWheel(folder, { name: 'a', files: { 'my.data/stdlib/x': '' } }),
  );
  const paths = files.map(({ path }) => path).filter((path) => path.includes('my.data'));
  assert.deepEqual(paths, ['lib/python3.11/site-packages/my.data/stdlib/x']);
});

test('a base names its Python and nothing of the machine', () => {
  const { branch, text } = describeBase(plainPython);
  assert.equal(branch, 'base/cpython-3.11.7-linux-x86_64');
  assert.match(text, /^implementation: cpython$/m);
  assert.match(text, /^bin\/python\trecipe:link to the base interpreter\t-\t120000\tspip$/m);
  const elsewhere = { ...plainPython, executable: '/usr/bin/python3.11', basePrefix: '/usr' };
  assert.deepEqual(describeBase(elsewhere), { branch, text });
  const threaded = describeBase({ ...plainPython, freeThreaded: true, abiflags: 't' });
  assert.equal(threaded.branch, 'base/cpython-3.11.7t-linux-x86_64');
});
