import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { unpackBzip2 } from '../../../src/archive/unpackBzip2.ts';
import { extractSdist } from '../../../src/archive/extractSdist.ts';
import { buildSdist, bzip2 } from '../../support/sdistBuilder.ts';

const limit = 2 ** 28;

/** Bytes that look random and are always the same. */
function noise(length: number, values: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) % values;
  });
}

suite('equals what was packed', () => {
  const cases: readonly (readonly [name: string, data: Uint8Array, level?: number])[] = [
    ['nothing', new Uint8Array(0)],
    ['one byte', Uint8Array.of(0)],
    ['text', Buffer.from('the quick brown fox, and again the quick brown fox\n'.repeat(400))],
    ['long runs of one byte', new Uint8Array(3_000_000).fill(255)],
    [
      'runs of every length round 4 and 259',
      Buffer.concat(
        [1, 3, 4, 5, 258, 259, 260, 1000].map((length, index) => Buffer.alloc(length, index)),
      ),
    ],
    ['noise over several small blocks', noise(350_000, 256), 1],
    ['few symbols over two large blocks', noise(1_900_000, 3)],
    ['all byte values in order', Uint8Array.from({ length: 5000 }, (_, index) => index % 256)],
  ];
  for (const [name, data, level] of cases) {
    test(name, () => assert.ok(unpackBzip2(bzip2(data, level), limit).equals(data)));
  }

  test('several streams behind each other', () => {
    const [a, b] = [Buffer.from('first, '), Buffer.from('second')];
    assert.equal(
      unpackBzip2(Buffer.concat([bzip2(a), bzip2(b)]), limit).toString(),
      'first, second',
    );
  });
});

suite('refuses', () => {
  const packed = bzip2(Buffer.from('some text that is long enough to have codes of its own'));

  test('what is cut off, anywhere', () => {
    for (let length = 0; length < packed.length; length += 1) {
      assert.throws(() => unpackBzip2(packed.subarray(0, length), limit), { name: 'Error' });
    }
  });

  test('what has a bit turned, anywhere', () => {
    fc.assert(
      fc.property(fc.nat(packed.length * 8 - 1), (bit) => {
        const broken = Buffer.from(packed);
        broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        let unpacked: Buffer | undefined;
        try {
          unpacked = unpackBzip2(broken, limit);
        } catch {
          return true;
        }
        // Only the level and the padding of the last byte have no checksum.
        return bit >> 3 === 3 || bit >> 3 === packed.length - 1 ? unpacked.length > 0 : false;
      }),
    );
  });

  test('what unpacks to more than the limit', () => {
    assert.throws(() => unpackBzip2(bzip2(new Uint8Array(1_000_000)), 999_999), {
      message: 'it unpacks to more than the 999999 bytes that are left of its limit',
    });
  });

  test('what is something else', () => {
    assert.throws(() => unpackBzip2(Buffer.from('PK and more'), limit), {
      message: 'it is not bzip2 data',
    });
  });
});

test('unpacks a `.tar.bz2` sdist, and names what is wrong with one', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'spip-bz2-'));
  t.after(() => rm(root, { recursive: true }));
  const sdist = buildSdist({ name: 'old', version: '1.0', format: 'tar.bz2' });
  const path = join(root, 'sdist');
  await writeFile(path, sdist.bytes);
  const { filename } = sdist;
  const { root: top } = await extractSdist({ path, filename, destination: join(root, 'out') });
  assert.equal(await readFile(join(top, 'old/__init__.py'), 'utf8'), "__version__ = '1.0'\n");
  await writeFile(path, 'nothing');
  await assert.rejects(extractSdist({ path, filename, destination: join(root, 'bad') }), {
    code: 'bad-archive',
    message: /it is not bzip2 data/,
  });
});
