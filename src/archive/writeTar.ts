/** One member of an archive that is written. */
export interface TarMember {
  /** POSIX separators, relative; that of a folder ends in one. */
  readonly path: string;
  /** Of a file. */
  readonly data?: Uint8Array | undefined;
  readonly executable?: boolean | undefined;
  /** Of a symbolic link. */
  readonly target?: string | undefined;
}

const blockBytes = 512;

/** A pax archive (POSIX.1-2001) of files, folders and symbolic links: equal members give equal bytes. */
export function writeTar(members: readonly TarMember[]): Buffer {
  const blocks = members.flatMap((member) => {
    const records = paxRecords(member);
    return [
      ...(records === '' ? [] : entry({ path: 'pax', data: Buffer.from(records) }, 'x')),
      ...entry(member, typeOf(member)),
    ];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]);
}

type Type = '0' | '2' | '5';

function typeOf({ path, target }: TarMember): Type {
  return target === undefined ? (path.endsWith('/') ? '5' : '0') : '2';
}

/** What does not fit into the fields of a header. */
function paxRecords({ path, target }: TarMember): string {
  const needs = (text: string | undefined): text is string =>
    text !== undefined && (Buffer.byteLength(text) > 100 || /[^ -~]/.test(text));
  return `${needs(path) ? paxRecord('path', path) : ''}${needs(target) ? paxRecord('linkpath', target) : ''}`;
}

/** `length key=value`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (length !== Buffer.byteLength(`${length}${rest}`)) {
    length = Buffer.byteLength(`${length}${rest}`);
  }
  return `${length}${rest}`;
}

function entry(member: TarMember, type: Type | 'x'): readonly Buffer[] {
  const data = Buffer.from(member.data ?? '');
  const header = Buffer.alloc(blockBytes);
  header.write(member.path, 0, 100);
  header.write(octal(member.executable === true || type === '5' ? 0o755 : 0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(data.length, 11), 124);
  header.write(octal(fixedTime, 11), 136);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write(member.target ?? '', 157, 100);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  const padding = Buffer.alloc((blockBytes - (data.length % blockBytes)) % blockBytes);
  return [header, data, padding];
}

/** Python's zipfile refuses times before 1980. */
const fixedTime = 946_684_800;

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
