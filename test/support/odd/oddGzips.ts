import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { writeTar } from '../sdistBuilder.ts';
import { file, tarball, whole } from './oddTarball.ts';

/** Whole tars in odd gzip data. */
export const oddGzips: Readonly<Record<string, Buffer>> = {
  'gzip: two members': Buffer.concat([
    gzipSync(writeTar([...whole, file]).subarray(0, 2048)),
    gzipSync(writeTar([...whole, file]).subarray(2048)),
  ]),
  'gzip: zeros between two members': Buffer.concat([
    gzipSync(writeTar([...whole, file]).subarray(0, 2048)),
    Buffer.alloc(64),
    gzipSync(writeTar([...whole, file]).subarray(2048)),
  ]),
  'gzip: an empty member before it': Buffer.concat([gzipSync(''), tarball(file)]),
  'gzip: an empty member behind it': Buffer.concat([tarball(file), gzipSync('')]),
  'gzip: a second tar behind it': Buffer.concat([tarball(file), tarball(file)]),
  'gzip: half a member behind it': Buffer.concat([tarball(file), gzipSync('more').subarray(0, 12)]),
  'gzip: a checksum of its header': gzipOf(2),
  'gzip: a wrong checksum of its header': gzipOf(2, 1),
  'gzip: all fields of a header': gzipOf(2 + 4 + 8 + 16),
  'gzip: an extra field': gzipOf(4),
  'gzip: a name and a comment': gzipOf(8 + 16),
  'gzip: a reserved flag': gzipOf(0x20),
  'gzip: another method': Buffer.from(gzipOf(0).map((byte, at) => (at === 2 ? 7 : byte))),
  'gzip: a wrong length': Buffer.from(
    gzipOf(0).map((byte, at, all) => (at === all.length - 4 ? byte ^ 1 : byte)),
  ),
  'gzip: zeros behind it': Buffer.concat([tarball(file), Buffer.alloc(100)]),
  'gzip: rubbish behind it': Buffer.concat([tarball(file), Buffer.from('rubbish')]),
  'gzip: without its checksum and length': tarball(file).subarray(0, -8),
  'gzip: cut off': tarball(file).subarray(0, -20),
  'gzip: a wrong checksum': wrongGzipSum(tarball(file)),
  'gzip: none, a plain tar': writeTar([...whole, file]),
};

/** One member with these flags in its header and the fields that they ask for. */
function gzipOf(flags: number, wrong = 0): Buffer {
  const tar = writeTar([...whole, file]);
  const fields = [
    Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]),
    ...((flags & 4) === 0 ? [] : [Buffer.from('\x06\0AB\x02\0xy', 'latin1')]),
    ...((flags & 8) === 0 ? [] : [Buffer.from('odd-1.0.tar\0')]),
    ...((flags & 16) === 0 ? [] : [Buffer.from('by hand\0')]),
  ];
  const sum = Buffer.alloc((flags & 2) === 0 ? 0 : 2);
  if (sum.length > 0) {
    sum.writeUInt16LE((crc32(Buffer.concat(fields)) & 0xffff) ^ wrong);
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(tar));
  trailer.writeUInt32LE(tar.length, 4);
  return Buffer.concat([...fields, sum, deflateRawSync(tar), trailer]);
}

function wrongGzipSum(bytes: Buffer): Buffer {
  const broken = Buffer.from(bytes);
  broken[broken.length - 8] = (broken[broken.length - 8] ?? 0) ^ 1;
  return broken;
}
