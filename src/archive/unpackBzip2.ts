import { BitReader } from './bitReader.ts';
import { readBlock } from './bzip2Block.ts';
import { Bzip2Error } from './bzip2Error.ts';

const blockMagic = 0x314159265359;
const endMagic = 0x177245385090;

/**
 * Unpacks bzip2 data, which Node cannot: several streams behind each other included, checksums verified. Throws
 * `Bzip2Error`, also if there are more than `maxBytes`.
 */
export function unpackBzip2(packed: Uint8Array, maxBytes: number): Buffer {
  const bits = new BitReader(packed);
  const parts: Uint8Array[] = [];
  let left = maxBytes;
  do {
    const blockBytes = readHeader(bits);
    let streamSum = 0;
    for (let magic = readMagic(bits); magic !== endMagic; magic = readMagic(bits)) {
      if (magic !== blockMagic) {
        throw new Bzip2Error('its bzip2 data are damaged: a block has no beginning');
      }
      const { bytes, sum } = readBlock(bits, blockBytes, left);
      parts.push(bytes);
      left -= bytes.length;
      streamSum = (((streamSum << 1) | (streamSum >>> 31)) ^ sum) >>> 0;
    }
    if (bits.read32() !== streamSum) {
      throw new Bzip2Error('its bzip2 data are damaged: a checksum is wrong');
    }
    bits.alignToByte();
  } while (!bits.atEnd);
  return Buffer.concat(parts);
}

/** The largest number of bytes that a block of the stream holds before its first coding. */
function readHeader(bits: BitReader): number {
  const magic = bits.read(24);
  const level = bits.read(8) - 0x30;
  if (magic !== 0x425a68 || level < 1 || level > 9) {
    throw new Bzip2Error('it is not bzip2 data');
  }
  return level * 100_000;
}

function readMagic(bits: BitReader): number {
  return bits.read(24) * 2 ** 24 + bits.read(24);
}
