import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, realpath, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { suite, test } from 'node:test';
import { testFiles } from '../../../../src/flows/plan/testFiles.ts';
import type { TestFiles } from '../../../../src/flows/plan/testFiles.ts';
import type { ShownFailure } from '../../../support/failureOf.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

suite('names', () => {
  for (const names of [
    ['a/same', 'b/same'],
    ['a/same', 'a/same'],
    ['a/same/', 'link/same'],
  ]) {
    test(`two of one name are refused: ${names.join(', ')}`, async (t) => {
      const folder = await tree(t);
      await mkdir(join(folder, 'b/same'), { recursive: true });
      await mkdir(join(folder, 'a/same'), { recursive: true });
      await symlink('a', join(folder, 'link'));
      const { code, message } = await refused(
        names.map((name) => join(folder, name)),
        folder,
      );
      assert.equal(code, 'usage');
      assert.ok(message.includes(join(folder, names[0] ?? '')), message);
    });
  }

  test('the root of the file system has no name', async (t) => {
    assert.match((await refused(['/'], await tree(t))).message, /found `\/`/);
  });
});

suite('links', () => {
  test('an operand stands for what it leads to, through any number of links, under its own name', async (t) => {
    const folder = await tree(t);
    await mkdir(join(folder, 'real'));
    await symlink('real', join(folder, 'one'));
    await symlink(join(folder, 'one'), join(folder, 'two'));
    const found = await looked([join(folder, 'two')], folder);
    assert.deepEqual(found.files, [{ path: join(folder, 'real'), name: 'two' }]);
  });

  test('one that leads nowhere is missing', async (t) => {
    const folder = await tree(t);
    await symlink('nothing', join(folder, 'dangling'));
    await symlink('loop', join(folder, 'loop'));
    for (const name of ['dangling', 'loop', 'never']) {
      assert.equal((await refused([join(folder, name)], folder)).code, 'not-found');
    }
  });

  test('below an operand they are followed where they lead out of it, once', async (t) => {
    const folder = await tree(t);
    const inner = join(folder, 'tests/inner');
    await mkdir(inner, { recursive: true });
    await mkdir(join(folder, 'outside'));
    await writeFile(join(folder, 'tests/a.py'), '');
    await writeFile(join(folder, 'data.txt'), '');
    const links = {
      'tests/inner/stays': '../a.py',
      'tests/dangling': 'nothing',
      'tests/up': '..',
      'tests/inner/itself': '../../tests',
      'tests/absolute': join(folder, 'tests/a.py'),
      'tests/out': '../outside',
      'tests/inner/data': '../../data.txt',
      'outside/further': '../data.txt',
      'outside/back': '../tests',
    };
    for (const [link, target] of Object.entries(links)) {
      await symlink(target, join(folder, link));
    }
    const { follow } = await looked([join(folder, 'tests')], folder);
    assert.deepEqual(follow, {
      [join(folder, 'tests/absolute')]: join(folder, 'tests/a.py'),
      [join(folder, 'tests/out')]: join(folder, 'outside'),
      [join(folder, 'tests/inner/data')]: join(folder, 'data.txt'),
    });
  });
});

suite('what cannot be copied', () => {
  test('pipes and what links lead to are left out below an operand, and refused as one', async (t) => {
    const folder = await tree(t);
    await mkdir(join(folder, 'tests/inner'), { recursive: true });
    const pipe = join(folder, 'tests/inner/pipe');
    execFileSync('mkfifo', [pipe]);
    await symlink('/dev/null', join(folder, 'tests/null'));
    assert.deepEqual((await looked([join(folder, 'tests')], folder)).leftOut, ['/dev/null', pipe]);
    assert.match((await refused([pipe], folder)).message, /found a pipe: `.*\/inner\/pipe`/);
    assert.match((await refused(['/dev/null'], folder)).message, /found a device: `\/dev\/null`/);
  });

  test('what may not be read is named', { skip: process.getuid?.() === 0 }, async (t) => {
    const folder = await tree(t);
    await mkdir(join(folder, 'tests/closed'), { recursive: true });
    await writeFile(join(folder, 'tests/secret'), '');
    for (const name of ['closed', 'secret']) {
      const path = join(folder, 'tests', name);
      await chmod(path, 0);
      const { code, message } = await refused([join(folder, 'tests')], folder);
      await chmod(path, 0o700);
      assert.deepEqual([code, message], ['usage', `Expected tests that can be read: \`${path}\``]);
    }
  });

  test('places of spip below an operand, also through links', async (t) => {
    const folder = await tree(t);
    await mkdir(join(folder, 'project/tests'), { recursive: true });
    await mkdir(join(folder, 'cache'));
    await symlink('../cache', join(folder, 'project/.cache'));
    const project = join(folder, 'project');
    const places = { cacheDir: join(project, 'not-there-yet'), dataDir: join(folder, 'data') };
    const { message } = await failureOf(() => testFiles([project], places));
    assert.match(message, /beside the cache `.*not-there-yet`, found it below `.*project`/);
    const data = { cacheDir: join(folder, 'elsewhere'), dataDir: join(project, '.cache') };
    const whole = await failureOf(() => testFiles([join(folder, 'cache')], data));
    assert.match(whole.message, /beside the data directory/);
    for (const inside of [join(folder, 'cache'), join(folder, 'cache/work')]) {
      await mkdir(inside, { recursive: true });
      await symlink(inside, join(project, 'tests/leads'));
      const cacheDir = join(folder, 'cache');
      const led = await failureOf(() =>
        testFiles([join(project, 'tests')], { ...places, cacheDir }),
      );
      await unlink(join(project, 'tests/leads'));
      assert.match(led.message, /beside the cache `.*cache`, found it below `.*tests\/leads`/);
    }
    assert.equal((await testFiles([join(project, 'tests')], places)).files.length, 1);
  });
});

/** A real path. */
async function tree(t: TestContext): Promise<string> {
  return await realpath(await temporaryFolder(t));
}

async function looked(operands: readonly string[], folder: string): Promise<TestFiles> {
  return await testFiles(operands, {
    cacheDir: join(folder, 'spip/cache'),
    dataDir: join(folder, 'spip/data'),
  });
}

async function refused(operands: readonly string[], folder: string): Promise<ShownFailure> {
  return await failureOf(() => looked(operands, folder));
}
