import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { directIndex } from '../../../../src/flows/sets/openDirect.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import { sdistFile, wheelFile } from '../../../support/distributions.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { gitRepository } from '../../../support/gitRepository.ts';
import { sha256 } from '../../../support/indexPages.ts';
import { listedFile } from '../../../support/listedFile.ts';
import { testFile } from '../../index/testFile.ts';
import { betaPython, directWorld, installedPythons, oldPython } from './directWorld.ts';

const fileAt = (url: string, more: Partial<DistFile>): DistFile =>
  listedFile('', { url, index: directIndex, ...more });

const wheel = wheelFile({ name: 'some-name', version: '1.0' });
const sdist = sdistFile({ name: 'some-name', version: '2.0' });

suite('a file', () => {
  test('a wheel by URL is fetched and digested, and says what it is', async (t) => {
    const { open, downloads, asked } = await directWorld(t, { files: [wheel] });
    const url = `https://x.example/${wheel.filename}`;
    assert.deepEqual(await open(url), {
      name: 'some-name',
      version: '1.0',
      file: fileAt(url, {
        kind: 'wheel',
        filename: wheel.filename,
        sha256: sha256(wheel.bytes),
        otherDigest: undefined,
      }),
    });
    assert.deepEqual(downloads, [wheel.filename]);
    assert.deepEqual(asked, []);
  });

  test('so is an sdist whose name says what it is, here by path', async (t) => {
    const { open, write, downloads } = await directWorld(t);
    const url = await write(`sub dir/${sdist.filename}`, sdist.bytes);
    const { file, ...release } = await open(`some-name @ ${url}`);
    assert.deepEqual(release, { name: 'some-name', version: '2.0' });
    assert.deepEqual([file.url, file.filename], [url, sdist.filename]);
    assert.equal((await open(`./sub dir/${sdist.filename}`)).file.url, url);
    assert.deepEqual(downloads, [sdist.filename]);
  });

  test('one whose name says nothing is asked for its own by the newest final Python', async (t) => {
    const metadata = 'Name: Some.Name\nVersion: 2.0-rc1\n';
    const { open, write, asked } = await directWorld(t, { metadata });
    for (const ending of ['.tar.gz', '.tgz', '.zip', '.tar.bz2']) {
      const bytes = Buffer.from(`archive ${ending}`);
      const url = await write(`main${ending}`, bytes);
      const digest = sha256(bytes);
      assert.deepEqual(await open(`./main${ending}`), {
        name: 'some-name',
        version: '2.0rc1',
        file: fileAt(url, {
          filename: `some_name-2.0rc1${ending}`,
          sha256: digest,
          otherDigest: undefined,
        }),
      });
    }
    assert.deepEqual(asked, [
      'source-0.tar.gz 3.12.2',
      'source-0.tgz 3.12.2',
      'source-0.zip 3.12.2',
      'source-0.tar.bz2 3.12.2',
    ]);
    assert.equal((await open('./main.zip', oldPython)).name, 'some-name');
    assert.equal(asked.at(-1), 'source-0.zip 3.9.1');
  });

  test('a digest in the URL is checked', async (t) => {
    const { open } = await directWorld(t, { files: [wheel] });
    const url = `https://x.example/${wheel.filename}`;
    assert.equal((await open(`${url}#sha256=${sha256(wheel.bytes)}`)).name, 'some-name');
    const wrong = 'a'.repeat(64);
    const failed = await failureOf(() => open(`${url}#sha256=${wrong}`));
    assert.equal(failed.code, 'hash-mismatch');
    assert.match(failed.message, new RegExp(`${wrong}.*${sha256(wheel.bytes)}`));
  });

  test('a name before it must be its own', async (t) => {
    const { open } = await directWorld(t, { files: [wheel] });
    const text = `other @ https://x.example/${wheel.filename}`;
    assert.deepEqual(await failureOf(() => open(text)), {
      code: 'invalid-requirement',
      message: `Expected \`${text}\` to lead to \`other\`, found \`some-name\``,
    });
    assert.equal((await open(`Some.Name @ https://x.example/${wheel.filename}`)).version, '1.0');
  });

  test('anything else is none', async (t) => {
    const { open, write, cwd } = await directWorld(t);
    const hint = 'a repository is written `git+https://...`';
    assert.deepEqual(await failureOf(() => open('https://x.example/r.git')), {
      code: 'invalid-requirement',
      message: 'Expected a wheel, a source archive or a folder, found `r.git`',
      hint,
    });
    assert.deepEqual(await failureOf(() => open('https://x.example/r/')), {
      code: 'invalid-requirement',
      message: 'Expected a wheel, a source archive or a folder, found `https://x.example/r/`',
      hint,
    });
    await write('50%.txt', '');
    assert.deepEqual(await failureOf(() => open('./50%.txt')), {
      code: 'invalid-requirement',
      message: 'Expected a wheel, a source archive or a folder, found `50%.txt`',
      hint,
    });
    assert.deepEqual(await failureOf(() => open('./absent.zip'), { cwd }), {
      code: 'not-found',
      message: 'Expected `<cwd>/absent.zip` to exist',
    });
  });

  test('a stray escape in a URL is no failure', async (t) => {
    const { open } = await directWorld(t, {
      files: [testFile('source-0.zip')],
      metadata: 'Name: some\nVersion: 1\n',
    });
    const { file } = await open('https://x.example/100%/50%.zip');
    assert.equal(file.filename, 'some-1.zip');
  });
});

suite('a source tree', () => {
  const pyproject = '[project]\nname = "Some_Name"\nversion = "1.0.0-dev3"\n';

  test('is packed as the sdist that it would be, named by its project table', async (t) => {
    const { open, write, facilities, asked } = await directWorld(t);
    await write('tree/pyproject.toml', pyproject);
    const { file, ...release } = await open('./tree');
    assert.deepEqual(release, { name: 'some-name', version: '1.0.0.dev3' });
    const url = (await write('tree/x', '')).replace(/\/x$/, '');
    assert.deepEqual(
      file,
      fileAt(url, { filename: 'some_name-1.0.0.dev3.tar.gz', sha256: file.sha256 }),
    );
    const path = facilities.brought.get(url);
    assert.ok(path?.startsWith(facilities.temporary));
    const stored = await facilities.store.sdist(file, facilities.fetch);
    assert.equal(stored.sha256, file.sha256);
    assert.deepEqual(asked, []);
  });

  test('by a file URL it is the same, else its backend is asked', async (t) => {
    const { open, write, asked } = await directWorld(t, { metadata: 'Name: tree\nVersion: 3\n' });
    for (const [name, text] of [
      ['none', undefined],
      ['dynamic', '[project]\nname = "tree"\ndynamic = ["version"]\n'],
      ['nameless', '[project]\nversion = "3"\n'],
    ] as const) {
      await write(`${name}/${text === undefined ? 'setup.py' : 'pyproject.toml'}`, text ?? '');
      const url = (await write(`${name}/x`, '')).replace(/\/x$/, '');
      const { file, ...release } = await open(`tree @ ${url}`);
      assert.deepEqual(release, { name: 'tree', version: '3' });
      assert.deepEqual([file.url, file.filename], [url, 'tree-3.tar.gz']);
    }
    assert.deepEqual(
      asked,
      Array.from({ length: 3 }, () => 'source-0.tar.gz 3.12.2'),
    );
  });

  test('whose name and version nobody can tell is refused, also without a Python', async (t) => {
    for (const pythons of [installedPythons, [betaPython]]) {
      const { open, write, cwd, asked } = await directWorld(t, { pythons });
      await write('tree/setup.py', '');
      assert.deepEqual(await failureOf(() => open('./tree'), { cwd }), {
        code: 'build-failed',
        message: 'Failed to learn the name and version of `file://<cwd>/tree`',
        hint: 'its backend prepares no metadata: give both in `[project]` of `pyproject.toml`',
      });
      assert.equal(asked.length, pythons.length > 1 ? 1 : 0);
    }
  });
});

suite('a repository', () => {
  test('is the tree of a revision or a part of it, named by its commit', async (t) => {
    const { open, folder, asked } = await directWorld(t, { metadata: 'Name: tree\nVersion: 1\n' });
    const repository = await gitRepository(join(folder, 'origin'));
    const pyproject = (version: string): string =>
      `[project]\nname = "outer"\nversion = "${version}"\n`;
    const first = await repository.commit({
      'pyproject.toml': pyproject('1'),
      'packages/in ner/setup.py': '',
    });
    repository.git('tag', 'v1');
    await repository.commit({ 'pyproject.toml': pyproject('2') });
    const url = `git+${pathToFileURL(repository.directory).href}`;
    const opened = async (text: string): Promise<readonly string[]> => {
      const { name, version, file } = await open(text);
      return [name, version, file.url];
    };
    assert.deepEqual(await opened(`${url}@v1`), ['outer', '1', `${url}@${first}`]);
    const inner = '#subdirectory=packages/in ner';
    assert.deepEqual(await opened(`${url}@${first}${inner}`), [
      'tree',
      '1',
      `${url}@${first}${inner}`,
    ]);
    assert.deepEqual(asked, ['source-0.tar.gz 3.12.2']);
    assert.deepEqual(await failureOf(() => open(`${url}#subdirectory=../elsewhere`)), {
      code: 'invalid-requirement',
      message: 'Expected a `subdirectory` of the repository, found `../elsewhere`',
    });
  });

  test('keeps no secrets, but the user without whom it cannot be cloned again', async (t) => {
    const { open, folder } = await directWorld(t);
    const repository = await gitRepository(join(folder, 'origin'));
    const commit = await repository.commit({
      'pyproject.toml': '[project]\nname = "outer"\nversion = "1"\n',
    });
    const places = [
      ['https://me:secret@x.example/r.git', 'https://x.example/r.git'],
      ['https://token@x.example/r.git', 'https://x.example/r.git'],
      ['ssh://git@x.example/r.git', 'ssh://git@x.example/r.git'],
      ['ssh://x.example/r@1.git', 'ssh://x.example/r@1.git'],
    ] as const;
    // As git sees them.
    const instead = places.map(([, url]) => `\tinsteadOf = ${url}\n`).join('');
    const origin = pathToFileURL(repository.directory).href;
    await writeFile(join(folder, '.gitconfig'), `[url "${origin}"]\n${instead}`);
    for (const [written, kept] of places) {
      const { file } = await open(`git+${written}@${commit}`);
      assert.equal(file.url, `git+${kept}@${commit}`);
    }
  });
});
