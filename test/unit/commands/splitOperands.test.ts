import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { splitOperands } from '../../../src/commands/splitOperands.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('takes a path for the script', async (t) => {
  const cwd = await temporaryFolder(t);
  await mkdir(join(cwd, 'tests'));
  await writeFile(join(cwd, 'tests/check.py'), '');
  assert.deepEqual(splitOperands(['six', 'tests/check.py', 'click>=8'], cwd), {
    requirements: ['six', 'click>=8'],
    script: join(cwd, 'tests/check.py'),
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

test('takes a script without the ending of Python whose first line names one', async (t) => {
  const folder = await temporaryFolder(t);
  for (const line of [
    '#!/usr/bin/env python3',
    '#!/usr/bin/python2.7 -E',
    '#! /opt/pypy3.10/bin/pypy3',
  ]) {
    await writeFile(join(folder, 'check'), `${line}\nprint(1)\n`);
    assert.equal(splitOperands(['six', './check'], folder).script, join(folder, 'check'));
  }
});

test('refuses what is no Python script', async (t) => {
  const folder = await temporaryFolder(t);
  for (const [name, text] of [
    ['run.sh', 'echo hello'],
    ['node', '#!/usr/bin/env node\n'],
    ['late', '\n#!/usr/bin/python3\n'],
    ['monty', '#!/bin/pythonista\n'],
    ['empty', ''],
  ] as const) {
    await writeFile(join(folder, name), text);
    assert.throws(() => splitOperands(['six', `./${name}`], folder), {
      code: 'usage',
      message: `Expected a Python script, found \`./${name}\``,
      hint: /--command/,
    });
  }
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
