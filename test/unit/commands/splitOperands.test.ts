import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { splitOperands } from '../../../src/commands/splitOperands.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('takes a path for the script', async (t) => {
  const cwd = await temporaryFolder(t);
  await mkdir(join(cwd, 'tests'));
  await writeFile(join(cwd, 'tests/check.txt'), '');
  assert.deepEqual(splitOperands(['six', 'tests/check.txt', 'click>=8'], cwd), {
    requirements: ['six', 'click>=8'],
    script: join(cwd, 'tests/check.txt'),
    ambiguous: false,
  });
});

test('takes an existing .py file for the script, and says that it could be a package', async (t) => {
  const cwd = await temporaryFolder(t);
  await writeFile(join(cwd, 'web.py'), '');
  assert.deepEqual(splitOperands(['six', 'web.py'], cwd), {
    requirements: ['six'],
    script: join(cwd, 'web.py'),
    ambiguous: true,
  });
  assert.equal(splitOperands(['six', './web.py'], cwd).ambiguous, false);
});

test('takes everything else for requirements', async (t) => {
  const cwd = await temporaryFolder(t);
  await writeFile(join(cwd, 'six'), '');
  await mkdir(join(cwd, 'folder.py'));
  const operands = [
    'six',
    'web.py',
    'folder.py',
    'x @ https://host/x-1.tar.gz',
    'a[b]@https://h/a.zip',
  ];
  assert.deepEqual(splitOperands(operands, cwd), {
    requirements: operands,
    script: undefined,
    ambiguous: false,
  });
});

test('refuses a script that is not there, a folder, and two scripts', async (t) => {
  const cwd = await temporaryFolder(t);
  await mkdir(join(cwd, 'folder'));
  await writeFile(join(cwd, 'a.py'), '');
  await writeFile(join(cwd, 'b.py'), '');
  assert.throws(() => splitOperands(['./none.py'], cwd), {
    code: 'not-found',
    message: 'Expected `./none.py` (script) to exist',
    hint: `looked for it in \`${cwd}\``,
  });
  assert.throws(() => splitOperands(['folder/'], cwd), {
    code: 'not-found',
    message: 'Expected a script, found a folder: `folder/`',
  });
  assert.throws(() => splitOperands(['a.py', 'b.py'], cwd), {
    code: 'usage',
    message: 'Expected one script, found several: a.py, b.py',
  });
});
