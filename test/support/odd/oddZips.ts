import { crc32, zstdCompressSync } from 'node:zlib';
import { bzip2, lzma } from '../sdistBuilder.ts';
import { buildWheel } from '../wheelBuilder.ts';
import type { WheelSpec } from '../wheelBuilder.ts';
import { extraField, unicodePath } from '../zipFields.ts';
import { writeZip } from '../zipWriter.ts';
import type { ZipEntrySpec } from '../zipWriter.ts';
import { oddWheelsOf } from './oddArchive.ts';
import type { OddArchives } from './oddArchive.ts';

const base = { name: 'odd', version: '1.0' } as const;
const text = (content: string): Uint8Array => Buffer.from(content);
const entry = { name: 'odd/more.py', data: 'x = 1\n' } as const;

/** The entry as another method packs it. */
function packed(method: number, data: Uint8Array): ZipEntrySpec {
  const said = { method, size: entry.data.length, crc: crc32(entry.data) };
  return { ...entry, data, local: said, central: said };
}

function withEntry(...rawEntries: readonly ZipEntrySpec[]): WheelSpec {
  return { ...base, recordsRaw: true, rawEntries };
}

const specs: Readonly<Record<string, WheelSpec>> = {
  'bytes before the first entry': { ...base, zip: { prefix: text('#!/bin/sh\n') } },
  'bytes behind the end': { ...base, zip: { suffix: text('x') } },
  'a comment': { ...base, zip: { comment: text('made by hand') } },
  'an archive as comment': {
    ...base,
    zip: { comment: writeZip([{ name: 'inner', data: 'x' }]) },
  },
  'a gap between entries': withEntry({ ...entry, gap: text('gap') }),
  'an entry that the directory does not have': withEntry({ ...entry, hidden: true }),
  'another name in the local header': withEntry({ ...entry, local: { name: 'odd/else.py' } }),
  'another size in the local header': withEntry({ ...entry, local: { size: 3 } }),
  'a wrong CRC': withEntry({ ...entry, local: { crc: 1 }, central: { crc: 1 } }),
  'data descriptors': {
    ...base,
    recordsRaw: true,
    rawEntries: [
      { ...entry, descriptor: 'signed' },
      { name: 'odd/bare.py', data: 'x = 1\n', descriptor: 'bare' },
    ],
  },
  encrypted: withEntry({ ...entry, flags: 1 }),
  'method 93, zstd': withEntry(packed(93, zstdCompressSync(entry.data))),
  'method 99': withEntry({ ...entry, local: { method: 99 }, central: { method: 99 } }),
  'a Unicode path field that agrees': withEntry({
    ...entry,
    central: { extra: unicodePath('odd/more.py', 'odd/more.py') },
  }),
  'a Unicode path field with another name': withEntry({
    ...entry,
    central: { extra: unicodePath('odd/more.py', 'odd/else.py') },
  }),
  'a Unicode path field for another name': withEntry({
    ...entry,
    central: { extra: unicodePath('odd/third.py', 'odd/else.py') },
  }),
  'extra fields cut off': withEntry({
    ...entry,
    central: { extra: extraField(0x5455, text('abc'), 9) },
  }),
  'padding in extra fields': withEntry({
    ...entry,
    central: { extra: text('\0\0\0') },
    local: { extra: text('\0\0\0') },
  }),
  'overlapping entries': withEntry({ ...entry, central: { offset: 0 } }),
  'one entry less in the end record': { ...base, zip: { end: { entries: 3 } } },
};

/** Wheels whose zip records are odd. */
export const oddZips: OddArchives = {
  ...oddWheelsOf(specs),
  // Packed by Python, so only where it is asked for.
  'method 12, bzip2': () => buildWheel(withEntry(packed(12, bzip2(text(entry.data))))),
  'method 14, LZMA': () =>
    buildWheel(withEntry({ ...packed(14, lzma(text(entry.data))), flags: 2 })),
  'an HTML page': () => {
    const bytes = text('<html>not found</html>'.repeat(5));
    return { filename: 'odd-1.0-py3-none-any.whl', bytes };
  },
};
