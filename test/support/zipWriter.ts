import { crc32, deflateRawSync } from 'node:zlib';

/** What a record of the archive says, where that is not the truth. */
interface HeaderLies {
  readonly name?: string | Uint8Array | undefined;
  readonly flags?: number | undefined;
  readonly method?: number | undefined;
  readonly crc?: number | undefined;
  readonly compressedSize?: number | undefined;
  readonly size?: number | undefined;
  readonly extra?: Uint8Array | undefined;
}

export interface ZipEntrySpec {
  /** A trailing slash makes a directory. */
  readonly name: string | Uint8Array;
  readonly data?: string | Uint8Array | undefined;
  readonly method?: 'store' | 'deflate' | undefined;
  /** Unix mode with its file type, for example `0o120777` for a symbolic link. */
  readonly mode?: number | undefined;
  readonly flags?: number | undefined;
  /** Sizes and checksum follow the data, with or without their signature. */
  readonly descriptor?: 'signed' | 'bare' | undefined;
  /** Bytes that stand between the previous entry and this one. */
  readonly gap?: Uint8Array | undefined;
  readonly local?: HeaderLies | undefined;
  readonly central?: (HeaderLies & { readonly offset?: number | undefined }) | undefined;
  /** The central directory does not mention it. */
  readonly hidden?: boolean | undefined;
}

export interface ZipOptions {
  readonly comment?: Uint8Array | undefined;
  /** Bytes before the first entry; offsets count them. */
  readonly prefix?: Uint8Array | undefined;
  readonly suffix?: Uint8Array | undefined;
  readonly end?:
    | {
        readonly entries?: number | undefined;
        readonly size?: number | undefined;
        readonly offset?: number | undefined;
      }
    | undefined;
}

interface Packed {
  readonly spec: ZipEntrySpec;
  readonly body: Uint8Array;
  readonly offset: number;
  readonly fields: Required<{ [K in keyof HeaderLies]: NonNullable<HeaderLies[K]> }>;
}

const none = new Uint8Array();
const fixedTime = 0;
const fixedDate = 0x21; // 1980-01-01

/** A zip archive of these entries; equal input gives equal bytes. It can be made to lie. */
export function writeZip(entries: readonly ZipEntrySpec[], options: ZipOptions = {}): Buffer {
  const parts: Uint8Array[] = [options.prefix ?? none];
  let offset = options.prefix?.length ?? 0;
  const packed: Packed[] = [];
  for (const spec of entries) {
    offset += spec.gap?.length ?? 0;
    const one = pack(spec, offset);
    const record = [spec.gap ?? none, localHeader(one), one.body, descriptor(one)];
    parts.push(...record);
    offset += record.reduce((sum, part) => sum + part.length, 0) - (spec.gap?.length ?? 0);
    packed.push(one);
  }
  const listed = packed.filter(({ spec }) => spec.hidden !== true);
  const directory = Buffer.concat(listed.map(centralHeader));
  const end = endRecord({ entries: listed.length, size: directory.length, offset }, options);
  return Buffer.concat([...parts, directory, end]);
}

interface EndFields {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
}

function endRecord(truth: EndFields, options: ZipOptions): Buffer {
  const comment = options.comment ?? none;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.end?.entries ?? truth.entries, 8);
  end.writeUInt16LE(options.end?.entries ?? truth.entries, 10);
  end.writeUInt32LE(options.end?.size ?? truth.size, 12);
  end.writeUInt32LE(options.end?.offset ?? truth.offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([end, comment, options.suffix ?? none]);
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text) : text;
}

function pack(spec: ZipEntrySpec, offset: number): Packed {
  const data = bytesOf(spec.data ?? none);
  const deflated = spec.method === 'deflate';
  const body = deflated ? deflateRawSync(data) : data;
  const name = bytesOf(spec.name);
  const utf8 = name.some((byte) => byte > 127) ? 0x800 : 0;
  return {
    spec,
    body,
    offset,
    fields: {
      name,
      flags: (spec.flags ?? utf8) | (spec.descriptor === undefined ? 0 : 8),
      method: deflated ? 8 : 0,
      crc: crc32(data),
      compressedSize: body.length,
      size: data.length,
      extra: none,
    },
  };
}

function localHeader({ spec, fields }: Packed): Buffer {
  const later = spec.descriptor === undefined ? {} : { crc: 0, compressedSize: 0, size: 0 };
  const said = { ...fields, ...later, ...spec.local };
  const name = bytesOf(said.name ?? fields.name);
  const extra = said.extra ?? none;
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  writeShared(header.subarray(4), said);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function centralHeader({ spec, fields, offset }: Packed): Buffer {
  const said = { ...fields, ...spec.central };
  const name = bytesOf(said.name ?? fields.name);
  const extra = said.extra ?? none;
  const directory = name.at(-1) === 0x2f;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((3 << 8) | 20, 4);
  writeShared(header.subarray(6), said);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE((spec.mode ?? (directory ? 0o040755 : 0o100644)) * 0x10000, 38);
  header.writeUInt32LE(spec.central?.offset ?? offset, 42);
  return Buffer.concat([header, name, extra]);
}

function writeShared(target: Buffer, said: HeaderLies): void {
  target.writeUInt16LE(20, 0);
  target.writeUInt16LE(said.flags ?? 0, 2);
  target.writeUInt16LE(said.method ?? 0, 4);
  target.writeUInt16LE(fixedTime, 6);
  target.writeUInt16LE(fixedDate, 8);
  target.writeUInt32LE(said.crc ?? 0, 10);
  target.writeUInt32LE(said.compressedSize ?? 0, 14);
  target.writeUInt32LE(said.size ?? 0, 18);
}

function descriptor({ spec, fields }: Packed): Uint8Array {
  if (spec.descriptor === undefined) {
    return none;
  }
  const record = Buffer.alloc(16);
  record.writeUInt32LE(0x08074b50, 0);
  record.writeUInt32LE(fields.crc, 4);
  record.writeUInt32LE(fields.compressedSize, 8);
  record.writeUInt32LE(fields.size, 12);
  return spec.descriptor === 'signed' ? record : record.subarray(4);
}
