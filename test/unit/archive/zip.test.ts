import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readZipEntry } from '../../../src/archive/readZipEntry.ts';
import { readZipDirectory } from '../../../src/archive/zipDirectory.ts';
import { bytesAccess, readWholeZip } from '../../support/readWholeZip.ts';
import { writeZip } from '../../support/zipWriter.ts';

describe('a zip archive', () => {
  it('is read with stored, deflated, empty and described entries, folders and a comment', async () => {
    const bytes = writeZip(
      [
        { name: 'folder/' },
        { name: 'folder/a.txt', data: 'stored' },
        { name: 'b.txt', data: 'deflated '.repeat(1000), method: 'deflate' },
        { name: 'empty', data: '' },
        { name: 'signed', data: 'later', method: 'deflate', descriptor: 'signed' },
        { name: 'bare', data: 'later too', descriptor: 'bare' },
        { name: 'ünï.py', data: 'name' },
      ],
      { comment: Buffer.from('a comment') },
    );
    assert.deepEqual(await readWholeZip(bytes), {
      'folder/': '',
      'folder/a.txt': 'stored',
      'b.txt': 'deflated '.repeat(1000),
      empty: '',
      signed: 'later',
      bare: 'later too',
      'ünï.py': 'name',
    });
  });

  it('gives back whatever was written', async () => {
    const entry = fc.record({
      data: fc.uint8Array({ maxLength: 3000 }),
      method: fc.constantFrom('store' as const, 'deflate' as const),
      descriptor: fc.constantFrom(undefined, 'signed' as const, 'bare' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (entries) => {
        const specs = entries.map((one, index) => ({ ...one, name: `f${index}` }));
        const access = bytesAccess(writeZip(specs));
        const directory = await readZipDirectory(access, { archive: 'a.whl' });
        for (const [index, found] of directory.entries.entries()) {
          const whole = await readZipEntry({ access, directory }, found);
          assert.deepEqual(whole, Buffer.from(entries[index]?.data ?? []));
        }
        assert.equal(directory.entries.length, entries.length);
      }),
      { numRuns: 60 },
    );
  });

  it('needs two reads for one entry of a large archive', async () => {
    const bytes = writeZip([
      { name: 'large', data: Buffer.alloc(400_000, 7) },
      { name: 'METADATA', data: 'Name: x' },
    ]);
    const reads: (readonly [number, number])[] = [];
    const access = {
      size: bytes.length,
      read: (offset: number, length: number) => {
        reads.push([offset, length]);
        return Promise.resolve(bytes.subarray(offset, offset + length));
      },
    };
    const directory = await readZipDirectory(access, { archive: 'a.whl' });
    const entry = directory.entries.find(({ path }) => path === 'METADATA');
    assert.ok(entry !== undefined);
    assert.equal(String(await readZipEntry({ access, directory }, entry)), 'Name: x');
    assert.equal(reads.length, 2);
    assert.ok(reads.every(([, length]) => length < 100_000));
  });

  it('names files in code page 437 where nothing says UTF-8, as Python does', async () => {
    const name = Buffer.from([0x82, 0x2e, 0x70, 0x79]);
    assert.deepEqual(await readWholeZip(writeZip([{ name, data: 'x', flags: 0 }])), {
      'é.py': 'x',
    });
  });

  it('knows executables by a regular file with an x bit', async () => {
    const modes: readonly (readonly [number, boolean])[] = [
      [0o100755, true],
      [0o100744, true],
      [0o100644, false],
      [0o755, false],
      [0, false],
    ];
    for (const [mode, expected] of modes) {
      const access = bytesAccess(writeZip([{ name: 'x', mode }]));
      const { entries } = await readZipDirectory(access, { archive: 'a.whl' });
      assert.equal(entries[0]?.executable, expected, mode.toString(8));
    }
  });
});
