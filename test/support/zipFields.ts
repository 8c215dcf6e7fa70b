import { crc32 } from 'node:zlib';

/** An extra field: its id, length and data. */
export function extraField(id: number, data: Uint8Array, length = data.length): Uint8Array {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(length, 2);
  return Buffer.concat([head, data]);
}

/** Info-ZIP's field: a name in UTF-8 behind the checksum of the name that it stands for. */
export function unicodePath(of: string, path: string): Uint8Array {
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeUInt32LE(crc32(of), 1);
  return extraField(0x7075, Buffer.concat([head, Buffer.from(path)]));
}
