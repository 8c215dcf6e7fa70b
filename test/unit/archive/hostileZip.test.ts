import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SpipError } from '../../../src/lib/spipError.ts';
import { readWholeZip, zipRefusal } from '../../support/readWholeZip.ts';
import { extraField, unicodePath } from '../../support/zipFields.ts';
import { writeZip } from '../../support/zipWriter.ts';
import type { ZipEntrySpec, ZipOptions } from '../../support/zipWriter.ts';

const utf8 = (text: string): Uint8Array => Buffer.from(text);

function wide(...values: readonly number[]): Uint8Array {
  const data = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => data.writeBigUInt64LE(BigInt(value), index * 8));
  return extraField(1, data);
}

describe('an entry is refused', () => {
  const one = { name: 'a.py', data: 'data' };
  const cases: readonly (readonly [string, readonly ZipEntrySpec[], string])[] = [
    [
      'twice, with two contents',
      [one, { ...one, data: 'else' }],
      'entry `a.py`: it stands twice in the archive and differs',
    ],
    [
      'as file and folder',
      [one, { name: 'a.py/b' }],
      'entry `a.py/b`: `a.py` is both a file and a folder',
    ],
    [
      'that leads out',
      [{ name: 'a/../../b' }],
      'entry `a/../../b`: its path leads out of the archive',
    ],
    ['absolute', [{ name: '/etc/x' }], 'entry `/etc/x`: its path is absolute'],
    ['with a NUL', [{ name: 'a\0b' }], 'entry `a\\u{0}b`: its name has a control character'],
    ['without name', [{ name: '' }], 'entry ``: its name is empty'],
    [
      'with a long segment',
      [{ name: 'x'.repeat(256) }],
      `entry \`${'x'.repeat(256)}\`: a segment of its path is longer than 255 bytes`,
    ],
    ['encrypted', [{ ...one, flags: 1 }], 'entry `a.py`: it is encrypted'],
    [
      'by an unknown method',
      [{ ...one, local: { method: 14 }, central: { method: 14 } }],
      'entry `a.py`: its compression method 14 is not one of stored (0), deflated (8), bzip2 (12), zstd (93)',
    ],
    [
      'with a name that is not UTF-8',
      [{ name: Buffer.from([0x61, 0xff]), flags: 0x800 }],
      'entry `a\ufffd`: its name claims to be UTF-8 and is not',
    ],
    [
      'with another local name',
      [{ ...one, local: { name: 'b.py' } }],
      'entry `a.py`: its local header gives another name',
    ],
    [
      'with another local method',
      [{ ...one, local: { method: 8 } }],
      'entry `a.py`: its local header gives another compression method',
    ],
    [
      'with another local size',
      [{ ...one, local: { size: 3 } }],
      'entry `a.py`: its local header and the central directory disagree on size or checksum',
    ],
    [
      'with another local checksum',
      [{ ...one, local: { crc: 1 } }],
      'entry `a.py`: its local header and the central directory disagree on size or checksum',
    ],
    [
      'with a wrong checksum',
      [{ ...one, local: { crc: 1 }, central: { crc: 1 } }],
      'entry `a.py`: its checksum (CRC-32) is wrong',
    ],
    [
      'stored with two sizes',
      [{ ...one, local: { size: 3 }, central: { size: 3 } }],
      'entry `a.py`: it has 4 bytes and claims 3',
    ],
    [
      'with a descriptor that lies',
      [{ ...one, descriptor: 'signed', central: { size: 5 } }],
      'entry `a.py`: its data descriptor and the central directory disagree',
    ],
    [
      'with another Unicode name',
      [{ ...one, central: { extra: unicodePath('a.py', 'b.py') } }],
      'entry `a.py`: its Unicode Path field gives another name',
    ],
    [
      'with another Unicode name in its local header',
      [{ ...one, local: { extra: unicodePath('a.py', 'b.py') } }],
      'entry `a.py`: the Unicode Path field of its local header gives another name',
    ],
    [
      'with extra fields cut off',
      [{ ...one, central: { extra: extraField(0x5455, utf8('abc'), 9) } }],
      'entry `a.py`: its extra fields are cut off',
    ],
    [
      'with a zip64 field that is missing',
      [{ ...one, central: { size: 0xffffffff } }],
      'entry `a.py`: its zip64 field is missing or too short',
    ],
    [
      'with a zip64 field that says too much',
      [{ ...one, central: { size: 0xffffffff, extra: wide(4, 4) } }],
      'entry `a.py`: its zip64 field has values that nothing asks for',
    ],
    [
      'with a zip64 size that lies',
      [{ ...one, central: { size: 0xffffffff, extra: wide(5) } }],
      'entry `a.py`: its local header and the central directory disagree on size or checksum',
    ],
    [
      'hidden from the central directory',
      [one, { name: 'evil.py', data: 'x', hidden: true }],
      'entry `a.py`: 38 bytes that belong to no record follow its data',
    ],
    [
      'overlapping another',
      [
        { name: 'a', data: 'x'.repeat(40) },
        { name: 'b', data: 'x', central: { offset: 31 } },
      ],
      'entry `a`: it overlaps what follows it',
    ],
    [
      'after a gap',
      [one, { name: 'b', gap: utf8('gap') }],
      'entry `a.py`: 3 bytes that belong to no record follow its data',
    ],
  ];
  for (const [name, entries, expected] of cases) {
    it(name, async () => {
      assert.equal(await zipRefusal(writeZip(entries)), expected);
    });
  }

  it('deflated to more than it claims, without unpacking it', async () => {
    const data = Buffer.alloc(50_000_000);
    const bytes = writeZip([
      { name: 'bomb', data, method: 'deflate', local: { size: 10 }, central: { size: 10 } },
    ]);
    assert.match(
      await zipRefusal(bytes),
      /^entry `bomb`: it (?:unpacks to more than the 10 bytes|has)/,
    );
  });

  it('with damaged data', async () => {
    const bytes = writeZip([{ name: 'a', data: 'some text that is long', method: 'deflate' }]);
    bytes.fill(0xff, 31, 40);
    assert.equal(await zipRefusal(bytes), 'entry `a`: its compressed data are damaged');
  });
});

describe('an archive is refused', () => {
  const one = [{ name: 'a.py', data: 'data' }];
  const inner = writeZip([{ name: 'inner', data: 'x' }]);
  const cases: readonly (readonly [string, ZipOptions, RegExp])[] = [
    [
      'with bytes before',
      { prefix: utf8('#!/bin/sh\n') },
      /^10 bytes stand before the first entry$/,
    ],
    ['with bytes behind', { suffix: utf8('x') }, /^bytes follow its end record, or its comment/],
    ['with an archive behind', { suffix: inner }, /^its central directory does not end where/],
    ['with an archive as comment', { comment: inner }, /^its central directory does not end where/],
    [
      'with too few entries',
      { end: { entries: 0 } },
      /^its central directory does not have the size/,
    ],
    [
      'with too many entries',
      { end: { entries: 2 } },
      /^its central directory is cut off or damaged/,
    ],
    [
      'with a wrong directory size',
      { end: { size: 3 } },
      /^its central directory does not end where/,
    ],
    [
      'with a wrong directory offset',
      { end: { offset: 1 } },
      /^its central directory does not end/,
    ],
    [
      'with a zip64 record missing',
      { end: { entries: 0xffff } },
      /^its end record points to a zip64/,
    ],
  ];
  for (const [name, options, expected] of cases) {
    it(name, async () => {
      assert.match(await zipRefusal(writeZip(one, options)), expected);
    });
  }

  it('that is no zip', async () => {
    const expected = /^it has no end record/;
    assert.match(await zipRefusal(utf8('<html>not found</html>'.repeat(5))), expected);
    assert.match(await zipRefusal(utf8('')), expected);
    assert.match(await zipRefusal(writeZip(one).subarray(0, 60)), expected);
  });

  it('above its limits, before anything is unpacked', async () => {
    const limits = { maxEntries: 3, maxTotalSize: 1000, maxRatio: 10, ratioFloor: 100 };
    const named = (count: number): ZipEntrySpec[] =>
      Array.from({ length: count }, (_, index) => ({ name: `f${index}`, data: 'x'.repeat(20) }));
    assert.deepEqual(Object.keys(await readWholeZip(writeZip(named(3)), { limits })), [
      'f0',
      'f1',
      'f2',
    ]);
    assert.match(
      await zipRefusal(writeZip(named(4)), { limits }),
      /more than 3 entries \(limit `maxEntries`\)/,
    );
    const size = (bytes: number): ZipEntrySpec[] => [
      { name: 'z', data: Buffer.alloc(bytes), method: 'deflate' },
    ];
    assert.match(
      await zipRefusal(writeZip(size(1001)), { limits }),
      /more than 1000 bytes \(limit `maxTotalSize`\)/,
    );
    const tight = { ...limits, maxRatio: 2 };
    assert.match(
      await zipRefusal(writeZip(size(900)), { limits: tight }),
      /more than 2 times its size \(limit `maxRatio`\)/,
    );
  });

  it('whichever byte is changed, or reads the same, or says why not', async () => {
    const bytes = writeZip([
      { name: 'pkg/a.py', data: 'some text, some text', method: 'deflate' },
      { name: 'pkg/b.py', data: 'b', descriptor: 'signed' },
    ]);
    const place = fc.record({
      at: fc.nat({ max: bytes.length - 1 }),
      value: fc.nat({ max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 3 }), async (changes) => {
        const changed = Buffer.from(bytes);
        for (const { at, value } of changes) {
          changed[at] = value;
        }
        try {
          await readWholeZip(changed);
        } catch (error) {
          assert.ok(error instanceof SpipError && error.code === 'bad-archive', String(error));
        }
      }),
      { numRuns: 1500 },
    );
  });
});
