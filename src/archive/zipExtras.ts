import { crc32 } from 'node:zlib';
import { decodeUtf8 } from '../lib/decodeUtf8.ts';

export interface ZipPlace {
  readonly size: number;
  readonly compressedSize: number;
  readonly offset: number;
}

const zip64Id = 0x0001;
/** Id of the Unicode Path field. */
export const unicodePathId = 0x7075;
const sentinel = 0xffffffff;

/** A name as it is written, and as it reads. */
export interface WrittenName {
  readonly raw: Uint8Array;
  readonly text: string;
}

/**
 * Sizes and offset of a central directory entry, widened by its zip64 field where they are saturated
 * (APPNOTE 4.5.3), or the rule that its extra fields break. A Unicode Path field (4.6.9) must not give another name.
 */
export function readZipExtras(
  extra: Buffer,
  place: ZipPlace,
  name: WrittenName,
): ZipPlace | string {
  const fields = splitExtras(extra);
  if (fields === undefined) {
    return 'its extra fields are cut off';
  }
  if (fields.filter(({ id }) => id === zip64Id).length > 1) {
    return 'it has two zip64 fields';
  }
  for (const { id, data } of fields) {
    if (id === unicodePathId && unicodeName(data, name) === 'another') {
      return 'its Unicode Path field gives another name';
    }
  }
  return widen(place, fields.find(({ id }) => id === zip64Id)?.data);
}

export interface ExtraField {
  readonly id: number;
  readonly data: Buffer;
}

/** `undefined` if a field is longer than what is left. Up to three bytes of padding at the end are common. */
export function splitExtras(extra: Buffer): readonly ExtraField[] | undefined {
  const fields: ExtraField[] = [];
  let at = 0;
  while (at + 4 <= extra.length) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) {
      return undefined;
    }
    fields.push({ id: extra.readUInt16LE(at), data: extra.subarray(at + 4, end) });
    at = end;
  }
  return fields;
}

function widen(place: ZipPlace, zip64: Buffer | undefined): ZipPlace | string {
  let at = 0;
  let missing = false;
  const next = (value: number): number => {
    if (value !== sentinel) {
      return value;
    }
    if (zip64 === undefined || at + 8 > zip64.length) {
      missing = true;
      return value;
    }
    at += 8;
    return Number(zip64.readBigUInt64LE(at - 8));
  };
  // The order of evaluation is the order of the fields.
  const size = next(place.size);
  const compressedSize = next(place.compressedSize);
  const offset = next(place.offset);
  if (missing) {
    return 'its zip64 field is missing or too short';
  }
  return at > 0 && zip64 !== undefined && at !== zip64.length
    ? 'its zip64 field has values that nothing asks for'
    : { size, compressedSize, offset };
}

/**
 * What a Unicode Path field (APPNOTE 4.6.9) gives: the same name, another one, or, where its checksum is of some other name
 * than the one it stands at, a `stale` one that means nothing.
 */
export function unicodeName(
  data: Buffer,
  { raw, text }: WrittenName,
): 'same' | 'another' | 'stale' {
  if (data.length < 5 || data[0] !== 1 || data.readUInt32LE(1) !== crc32(raw)) {
    return 'stale';
  }
  return data.subarray(5).toString('utf8') === text ? 'same' : 'another';
}

/** Flag of an entry: its name is UTF-8. */
export const utf8Flag = 0x0800;
const upperCp437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** A name as Python's zipfile reads it: UTF-8 where flag 11 says so, else code page 437. `undefined`: not UTF-8. */
export function decodeZipName(raw: Buffer, flags: number): string | undefined {
  if ((flags & utf8Flag) === 0) {
    return raw.some((byte) => byte > 127)
      ? Array.from(raw, (byte) =>
          byte > 127 ? (upperCp437[byte - 128] ?? '') : String.fromCharCode(byte),
        ).join('')
      : raw.toString('latin1');
  }
  return decodeUtf8(raw);
}
