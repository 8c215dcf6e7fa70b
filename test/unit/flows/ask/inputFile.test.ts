import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { findLinksPlace, locateInput, readInput } from '../../../../src/flows/ask/inputFile.ts';
import type { InputFile } from '../../../../src/flows/ask/inputFile.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const cwd = '/work';
const path = (place: string, shown: string): InputFile => ({ kind: 'path', place, shown });
const url = (place: string, shown = place): InputFile => ({ kind: 'url', place, shown });
const beside = path('/work/sub/all.txt', 'sub/all.txt');
const remote = url('https://x.example/sub/all.txt');

suite('locateInput', () => {
  const cases: readonly (readonly [
    what: string,
    name: string,
    from: InputFile | undefined,
    expected: InputFile,
  ])[] = [
    [
      'a path starts at the working directory',
      'a/b.txt',
      undefined,
      path('/work/a/b.txt', 'a/b.txt'),
    ],
    ['an absolute path is taken as it is', '/b.txt', undefined, path('/b.txt', '/b.txt')],
    ['a path in a file starts beside it', '../b.txt', beside, path('/work/b.txt', 'b.txt')],
    ['a URL', 'https://y.example/b.txt', undefined, url('https://y.example/b.txt')],
    [
      'a scheme is one in any case',
      'HTTP://y.example/b.txt',
      beside,
      url('http://y.example/b.txt'),
    ],
    [
      'credentials and query are not shown',
      'https://me:secret@y.example/b.txt?sig=1',
      undefined,
      url('https://me:secret@y.example/b.txt?sig=1', 'https://***@y.example/b.txt?***'),
    ],
    ['a file URL is a path', 'file:///b%20c.txt', beside, path('/b c.txt', 'file:///b%20c.txt')],
    [
      'a path in a remote file starts beside that',
      'b.txt',
      remote,
      url('https://x.example/sub/b.txt'),
    ],
    ['also from its root', '/b.txt', remote, url('https://x.example/b.txt')],
    [
      'a remote file may name another server',
      'http://z.example/b',
      remote,
      url('http://z.example/b'),
    ],
  ];
  for (const [what, name, from, expected] of cases) {
    test(what, () => {
      assert.deepEqual(locateInput(name, { from, cwd }), expected);
    });
  }

  test('other schemes are refused, with the file that names them', async () => {
    assert.deepEqual(
      await failureOf(() => locateInput('ftp://me:secret@x.example/b.txt', { from: beside, cwd })),
      {
        code: 'usage',
        message:
          'Expected a path or an https, http or file URL, found `ftp://***@x.example/b.txt`, which `sub/all.txt` names',
      },
    );
    assert.deepEqual(await failureOf(() => locateInput('https://[', { from: undefined, cwd })), {
      code: 'usage',
      message: 'Expected a path or an https, http or file URL, found `https://[`',
    });
  });

  test('a file URL of another machine is refused', async () => {
    assert.deepEqual(
      await failureOf(() => locateInput('file://host/b.txt', { from: undefined, cwd })),
      {
        code: 'usage',
        message: 'Expected a file URL of this machine, found `file://host/b.txt`',
        hint: 'it has three slashes and then the path: `file:///home/...`',
      },
    );
  });
});

suite('readInput', () => {
  const fetchText = async (place: string): Promise<string> =>
    await Promise.resolve(`fetched ${place}`);

  test('reads paths here and URLs elsewhere', async (t) => {
    const folder = await temporaryFolder(t);
    const place = join(folder, 'a.txt');
    await writeFile(place, 'six\n');
    const noFetch = (): never => assert.fail();
    assert.equal(await readInput(path(place, 'a.txt'), undefined, noFetch), 'six\n');
    assert.equal(
      await readInput(remote, undefined, fetchText),
      'fetched https://x.example/sub/all.txt',
    );
  });

  test('what cannot be read is named, with where it was looked for and who names it', async (t) => {
    const folder = await temporaryFolder(t);
    await mkdir(join(folder, 'directory'));
    await writeFile(join(folder, 'file'), '');
    await symlink('loop', join(folder, 'loop'));
    const long = 'x'.repeat(300);
    for (const name of ['absent.txt', 'directory', 'file/below.txt', 'loop', long]) {
      const place = join(folder, name);
      const read = () => readInput(path(place, name), beside, fetchText);
      assert.deepEqual(await failureOf(read, { folder }), {
        code: 'not-found',
        message: `Failed to read the file \`${name}\`, which \`sub/all.txt\` names`,
        hint: `looked for it at \`<folder>/${name}\``,
      });
    }
  });

  test('a path that no disk has is no expected failure', async () => {
    await assert.rejects(readInput(path('a\0b', 'a'), undefined, fetchText), {
      code: 'ERR_INVALID_ARG_VALUE',
    });
  });
});

test('a find-links place is beside the file that names it where there is one', async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'wheels'));
  const from = path(join(folder, 'all.txt'), 'all.txt');
  assert.equal(await findLinksPlace('wheels', from), join(folder, 'wheels'));
  assert.equal(await findLinksPlace('others', from), 'others');
  assert.equal(await findLinksPlace('wheels', remote), 'wheels');
});
