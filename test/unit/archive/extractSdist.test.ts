import assert from 'node:assert/strict';
import { readFile, readdir, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { extractSdist } from '../../../src/archive/extractSdist.ts';
import type { ExtractedSdist } from '../../../src/archive/extractSdist.ts';
import { SpipError } from '../../../src/lib/spipError.ts';
import { buildSdist, paxRecord, writeTar } from '../../support/sdistBuilder.ts';
import type { TarEntrySpec } from '../../support/sdistBuilder.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { writeZip } from '../../support/zipWriter.ts';

async function extract(
  context: TestContext,
  filename: string,
  bytes: Uint8Array,
): Promise<ExtractedSdist & { readonly destination: string }> {
  const folder = await temporaryFolder(context);
  const path = join(folder, 'sdist');
  await writeFile(path, bytes);
  const destination = join(folder, 'out');
  return { ...(await extractSdist({ path, filename, destination })), destination };
}

async function refusal(
  context: TestContext,
  bytes: Uint8Array,
  filename = 'x.tar.gz',
): Promise<string> {
  try {
    const { root } = await extract(context, filename, bytes);
    throw new Error(`Expected a refusal, got ${root}`);
  } catch (error) {
    if (error instanceof SpipError && error.code === 'bad-archive') {
      return error.message.replace(`Failed to read archive \`${filename}\`: `, '');
    }
    throw error;
  }
}

function tarball(...entries: readonly TarEntrySpec[]): Buffer {
  return gzipSync(writeTar(entries));
}

describe('an sdist', () => {
  for (const format of ['tar.gz', 'zip'] as const) {
    it(`is unpacked from a ${format}`, async (t) => {
      const long = `${'deep/'.repeat(30)}module.py`;
      const sdist = buildSdist({
        name: 'My.Tool',
        version: '1.0',
        format,
        pyproject: '[project]\n',
        files: { 'my_tool/__init__.py': 'x = 1\n', [long]: 'y = 2\n', '.git/config': 'kept' },
      });
      const { root, destination } = await extract(t, sdist.filename, sdist.bytes);
      assert.equal(root, join(destination, 'My_Tool-1.0'));
      assert.equal(await readFile(join(root, 'my_tool/__init__.py'), 'utf8'), 'x = 1\n');
      assert.equal(await readFile(join(root, long), 'utf8'), 'y = 2\n');
      assert.equal(await readFile(join(root, 'PKG-INFO'), 'utf8'), sdist.metadata);
    });
  }

  it('keeps x bits and in-tree links, and turns hard links into files', async (t) => {
    const bytes = tarball(
      { name: './', type: '5' },
      { name: './x-1/', type: '5' },
      { name: './x-1/setup.py', data: '' },
      { name: './x-1/run', data: '#!', mode: 0o6755 },
      { name: './x-1/sub/link', type: '2', linkname: '../run' },
      { name: './x-1/hard', type: '1', linkname: './x-1/run' },
      { name: './x-1/plain', data: 'p', mode: 0o600 },
    );
    const { root } = await extract(t, 'x-1.tar.gz', bytes);
    assert.equal(await readlink(join(root, 'sub/link')), '../run');
    assert.equal(await readFile(join(root, 'hard'), 'utf8'), '#!');
    const modes = await Promise.all(
      ['run', 'hard', 'plain'].map(async (name) => (await stat(join(root, name))).mode & 0o7777),
    );
    assert.deepEqual(
      modes.map((mode) => mode & 0o7111),
      [0o111, 0o111, 0].map((bits) => bits & ~process.umask()),
    );
  });

  it('may have GNU long names, global comments and the same file twice', async (t) => {
    const name = `x-1/${'n'.repeat(120)}`;
    const bytes = tarball(
      { name: 'pax', type: 'g', data: paxRecord('comment', 'made by git') },
      { name: '././@LongLink', type: 'L', data: `${name}\0`, magic: 'ustar  \0' },
      { name: name.slice(0, 100), data: 'long', magic: 'ustar  \0' },
      { name: 'x-1/setup.py', data: 's' },
      { name: 'x-1/setup.py', data: 's' },
    );
    const { root } = await extract(t, 'x-1.tar.gz', bytes);
    assert.deepEqual((await readdir(root)).toSorted(), [name.slice(4), 'setup.py']);
  });

  const top: TarEntrySpec = { name: 'x-1/setup.py', data: '' };
  const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['a path out', tarball(top, { name: 'x-1/../../y' }), /leads out of the archive/],
    ['an absolute path', tarball(top, { name: '/etc/y' }), /is absolute/],
    [
      'a link out',
      tarball(top, { name: 'x-1/l', type: '2', linkname: '../../y' }),
      /symbolic link to `\.\.\/\.\.\/y`, outside/,
    ],
    [
      'an absolute link',
      tarball(top, { name: 'x-1/l', type: '2', linkname: '/etc' }),
      /symbolic link to `\/etc`, outside/,
    ],
    [
      'a link through a link, which leads outside',
      tarball(
        top,
        { name: 'x-1/a/up', type: '2', linkname: '..' },
        { name: 'x-1/out', type: '2', linkname: 'a/up/../../../etc' },
      ),
      /symbolic link to `a\/up\/\.\.\/\.\.\/\.\.\/etc`, outside/,
    ],
    [
      'a hard link to nothing',
      tarball(top, { name: 'x-1/h', type: '1', linkname: 'x-1/none' }),
      /hard link to `x-1\/none`, which is no earlier file/,
    ],
    ['a device', tarball(top, { name: 'x-1/d', type: '3' }), /its type `3` is not allowed/],
    ['a fifo', tarball(top, { name: 'x-1/f', type: '6' }), /its type `6` is not allowed/],
    ['a folder with contents', tarball({ name: 'x-1/', type: '5', data: 'y' }), /has contents/],
    [
      'one name with two contents',
      tarball({ name: 'x-1/a', data: '1' }, { name: 'x-1/a', data: '2' }),
      /stands twice in the archive and differs/,
    ],
    [
      'two paths in one header',
      tarball(
        { name: 'p', type: 'x', data: paxRecord('path', 'x-1/a') + paxRecord('path', 'x-1/b') },
        top,
      ),
      /gives `path` twice/,
    ],
    [
      'a global path',
      tarball({ name: 'p', type: 'g', data: paxRecord('path', 'y') }, top),
      /global/,
    ],
    [
      'two top folders',
      tarball(top, { name: 'y-1/a', data: '' }),
      /neither `pyproject\.toml` nor `setup\.py` at its top/,
    ],
    ['a part of a header at its end', gzipSync(writeTar([top]).subarray(0, 600)), /is cut off/],
    ['half of the gzip', tarball(top).subarray(0, 60), /gzip data are damaged or cut off/],
  ];
  for (const [name, bytes, expected] of refused) {
    it(`is refused with ${name}`, async (t) => {
      assert.match(await refusal(t, bytes), expected);
    });
  }

  it('is refused with a wrong header checksum', async (t) => {
    const bytes = writeTar([top]);
    bytes[0] = 0x79;
    assert.match(await refusal(t, gzipSync(bytes)), /checksum of its header is wrong/);
  });

  it('is refused in another format', async (t) => {
    assert.match(await refusal(t, Buffer.from('BZh9'), 'x-1.tar.xz'), /none of `\.tar\.gz`/);
  });

  it('never leaves its folder, also as zip', async (t) => {
    const bytes = writeZip([
      { name: 'x-1/a', data: '' },
      { name: '../evil', data: 'x' },
    ]);
    assert.match(await refusal(t, bytes, 'x-1.zip'), /leads out of the archive/);
  });
});
