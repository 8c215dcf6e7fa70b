import { gzipSync } from 'node:zlib';
import { paxRecord, writeTar } from '../sdistBuilder.ts';
import type { TarEntrySpec } from '../sdistBuilder.ts';
import type { OddArchives } from './oddArchive.ts';
import { oddGzips } from './oddGzips.ts';
import { oddSparse } from './oddSparse.ts';
import { at, file, globalPax, gnu, pax, tarball, whole } from './oddTarball.ts';
import { top } from './oddTree.ts';

function longName(path: string): TarEntrySpec {
  return { name: '././@LongLink', type: 'L', data: `${path}\0`, magic: 'ustar  \0' };
}

/** A record whose value is no text. */
function binaryRecord(key: string, value: Uint8Array): Buffer {
  const stand = paxRecord(key, 'x'.repeat(value.length));
  const head = stand.slice(0, stand.indexOf('=') + 1);
  return Buffer.concat([Buffer.from(head), value, Buffer.from('\n')]);
}

const module: TarEntrySpec = whole.find(({ name }) => name === at('__init__.py')) ?? file;

/** Odd extended headers. */
const extended: Readonly<Record<string, Buffer>> = {
  'pax with a binary SCHILY.xattr': tarball(
    pax(binaryRecord('SCHILY.xattr.user.x', Buffer.from([0, 0xff, 0x0a, 0x3d, 1]))),
    file,
  ),
  'pax with a binary value of another key': tarball(
    pax(binaryRecord('LIBARCHIVE.xattr.user.x', Buffer.from([0, 0xff, 1]))),
    file,
  ),
  'pax with hdrcharset BINARY': tarball(
    pax(paxRecord('hdrcharset', 'BINARY'), paxRecord('path', at('renamed.py'))),
    file,
  ),
  'pax with hdrcharset BINARY and a name that is no UTF-8': tarball(
    pax(
      paxRecord('hdrcharset', 'BINARY'),
      binaryRecord('path', Buffer.from(`${top}/docs/caf\u00e9.txt`, 'latin1')),
    ),
    file,
  ),
  'pax with hdrcharset UTF-8': tarball(
    pax(paxRecord('hdrcharset', 'ISO-IR 10646 2000 UTF-8'), paxRecord('path', at('renamed.py'))),
    file,
  ),
  'pax with an unknown hdrcharset': tarball(
    pax(paxRecord('hdrcharset', 'UTF-16'), paxRecord('path', at('renamed.py'))),
    file,
  ),
  'pax with a path twice, equal': tarball(
    pax(paxRecord('path', at('renamed.py')), paxRecord('path', at('renamed.py'))),
    file,
  ),
  'pax with a path twice, different': tarball(
    pax(paxRecord('path', at('first.py')), paxRecord('path', at('second.py'))),
    file,
  ),
  'pax with another key twice': tarball(
    pax(paxRecord('comment', 'a'), paxRecord('comment', 'b')),
    file,
  ),
  'pax with a user id of letters': tarball(pax(paxRecord('uid', 'abc')), file),
  'pax with a time of letters': tarball(pax(paxRecord('mtime', 'soon')), file),
  'pax with a time before 1970': tarball(pax(paxRecord('mtime', '-1.5')), file),
  'pax with an empty path': tarball(pax(paxRecord('path', '')), file),
  'pax with a size that agrees': tarball(pax(paxRecord('size', '6')), file),
  'pax with another size': tarball(pax(paxRecord('size', '2')), file),
  'pax with a NUL in a path': tarball(pax(paxRecord('path', at('a\0b.py'))), file),
  'pax with a record too long': tarball(pax('99 path=x\n'), file),
  'pax without member': tarball(pax(paxRecord('path', at('renamed.py')))),
  'pax twice before a member': tarball(
    pax(paxRecord('path', at('first.py'))),
    pax(paxRecord('path', at('second.py'))),
    file,
  ),
  'pax and GNU long name': tarball(
    longName(at('gnu.py')),
    pax(paxRecord('path', at('pax.py'))),
    file,
  ),
  'GNU long name': gnu(longName(at(`${'n'.repeat(120)}.py`)), file),
  'GNU long name twice': gnu(longName(at('first.py')), longName(at('second.py')), file),
  'GNU long name in an archive without its magic': tarball(longName(at('gnu.py')), file),
  'global pax with a comment': tarball(globalPax(paxRecord('comment', 'by git')), file),
  'global pax with a path': tarball(globalPax(paxRecord('path', at('renamed.py'))), file),
  'sparse, without a map': tarball(
    pax(paxRecord('GNU.sparse.major', '1'), paxRecord('GNU.sparse.minor', '0')),
    file,
  ),
};

/** Odd numbers in headers. */
const numbers: Readonly<Record<string, Buffer>> = {
  'a user id in base 256': tarball({ ...file, edit: wideUser }),
  'a size in base 256': tarball({ ...file, edit: wideSize }),
  'a mode with the type in it': tarball({
    ...file,
    edit: (header) => header.write('0100644\0', 100),
  }),
  'an empty mode': tarball({ ...file, edit: (header) => header.fill(0, 100, 108) }),
  'a mode of letters': tarball({ ...file, edit: (header) => header.write('rw-r--r-', 100) }),
  'a user id in base 256, GNU': gnu({ ...file, edit: wideUser }),
  'a size in base 256, GNU': gnu({ ...file, edit: wideSize }),
  'no magic': gzipSync(writeTar([...whole, file].map((each) => ({ ...each, magic: '' })))),
  'no magic among ustar': tarball({ ...file, magic: '' }),
  'a user id in base 256, no magic': gzipSync(
    writeTar([...whole, { ...file, edit: wideUser }].map((each) => ({ ...each, magic: '' }))),
  ),
  'a wrong checksum': gzipSync(withSum(writeTar([...whole, file]), (sum) => sum + 1)),
  'a checksum of signed bytes': gzipSync(
    withSum(writeTar([...whole, { ...file, name: at('caf\u00e9.py') }]), (sum) => sum - 512),
  ),
};

/** Odd types and modes. */
const types: Readonly<Record<string, Buffer>> = {
  'type 7': tarball({ ...file, type: '7' }),
  'type NUL': tarball({ ...file, type: '\0' }),
  'type NUL with a slash': tarball({ name: at('data/'), type: '\0' }),
  'type 0 with a slash': tarball({ name: at('data/'), type: '0' }),
  'type 5 without a slash': tarball({ name: at('data'), type: '5' }),
  'a folder with contents': tarball({ name: at('data/'), type: '5', data: 'x' }),
  'a device': tarball({ name: at('null'), type: '3' }),
  'a FIFO': tarball({ name: at('fifo'), type: '6' }),
  'an unknown type': tarball({ name: at('what'), type: 'Q', data: 'x' }),
  'a volume label': tarball({ name: 'label', type: 'V' }),
  'a list of a folder (D)': tarball({ name: at('data/'), type: 'D', data: 'Yx\0\0' }),
  setuid: tarball({ ...file, mode: 0o4755 }),
  'mode 000': tarball({ ...file, mode: 0 }),
};

/** Odd names, or more than one member of a name. */
const names: Readonly<Record<string, Buffer>> = {
  'a file twice, equal': tarball(module),
  'a file twice, different': tarball({ ...module, data: 'other = 1\n' }),
  'a folder twice': tarball({ name: at('data/'), type: '5' }, { name: at('data/'), type: '5' }),
  'a file, then a folder of its name': tarball({ name: module.name, type: '5' }),
  'a file below a file': tarball({ name: `${module.name}/x`, data: 'x' }),
  'names that differ in case': tarball({ ...file, name: at('__INIT__.py') }),
  'names that differ in Unicode form': tarball(
    { ...file, name: at('caf\u00e9.py') },
    { ...file, name: at('cafe\u0301.py') },
  ),
  'a//b': tarball({ ...file, name: at('/double.py') }),
  'a/./b': tarball({ ...file, name: at('./dot.py') }),
  'a/../b': tarball({ ...file, name: at('../odd/up.py') }),
  'top/../top/a': tarball({ ...file, name: `${top}/../${at('up.py')}` }),
  '../a': tarball({ ...file, name: '../escaped.py' }),
  'a/../../b': tarball({ ...file, name: `${top}/../../escaped.py` }),
  '/a': tarball({ ...file, name: `/${at('absolute.py')}` }),
  'a\\b': tarball({ ...file, name: at('a\\b.py') }),
  'C:a': tarball({ ...file, name: at('C:a.py') }),
  'a colon': tarball({ ...file, name: at('a:b.txt') }),
  'a name that Windows reserves': tarball({ ...file, name: at('aux.py') }),
  'a question mark': tarball({ ...file, name: at('what?.txt') }),
  'a dot at the end': tarball({ ...file, name: at('data.') }),
  'a line break in a name': tarball({ ...file, name: at('a\nb.py') }),
  'a name in Latin-1': tarball({
    ...file,
    edit: (header) => {
      header.fill(0, 0, 100);
      header.write(`${top}/docs/caf\u00e9.txt`, 0, 100, 'latin1');
    },
  }),
  'an empty name': tarball({ ...file, name: '' }),
  'a name of 256 bytes': tarball({ ...file, name: at('n'.repeat(256)) }),
  'a prefix field': tarball({
    ...file,
    name: 'more.py',
    edit: (header) => header.write(`${top}/odd`, 345),
  }),
  'a prefix field without ustar': tarball({
    ...file,
    magic: 'ustar  \0',
    edit: (header) => header.write(`${top}/odd`, 345),
  }),
};

/** Symbolic and hard links. */
const links: Readonly<Record<string, Buffer>> = {
  'a symbolic link inside': tarball({ name: at('link.py'), type: '2', linkname: '__init__.py' }),
  'a symbolic link up and inside': tarball({
    name: at('link.py'),
    type: '2',
    linkname: '../odd/__init__.py',
  }),
  'a symbolic link to nothing': tarball({ name: `${top}/docs`, type: '2', linkname: 'none' }),
  'a symbolic link to its top folder': tarball({ name: at('link'), type: '2', linkname: '..' }),
  'a symbolic link above its top folder': tarball({
    name: `${top}/link`,
    type: '2',
    linkname: '..',
  }),
  'a symbolic link out': tarball({ name: at('link'), type: '2', linkname: '../../../x' }),
  'an absolute symbolic link': tarball({ name: at('link'), type: '2', linkname: '/etc/hostname' }),
  'a link to a link': tarball(
    { name: at('a.py'), type: '2', linkname: '__init__.py' },
    { name: at('b.py'), type: '2', linkname: 'a.py' },
  ),
  'a link through a link': tarball(
    { name: at('dir'), type: '2', linkname: '../odd' },
    { name: at('b.py'), type: '2', linkname: 'dir/__init__.py' },
  ),
  'a link through a link, outside': tarball(
    { name: `${top}/a/up`, type: '2', linkname: '..' },
    { name: `${top}/out`, type: '2', linkname: 'a/up/../../../etc' },
  ),
  'a file through a link': tarball(
    { name: `${top}/dir`, type: '2', linkname: 'odd' },
    { name: `${top}/dir/through.py`, data: 'x = 1\n' },
  ),
  'a file in the place of a link': tarball(
    { name: at('a.py'), type: '2', linkname: '__init__.py' },
    { name: at('a.py'), data: 'x = 1\n' },
  ),
  'links in a circle': tarball(
    { name: `${top}/a`, type: '2', linkname: 'b' },
    { name: `${top}/b`, type: '2', linkname: 'a' },
  ),
  'a link to itself': tarball({ name: `${top}/a`, type: '2', linkname: 'a' }),
  'a hard link': tarball({ name: at('hard.py'), type: '1', linkname: module.name }),
  'a hard link to what comes later': tarball(
    { name: at('hard.py'), type: '1', linkname: file.name },
    file,
  ),
  'a hard link to nothing': tarball({ name: at('hard.py'), type: '1', linkname: at('none') }),
  'a hard link out': tarball({ name: at('hard.py'), type: '1', linkname: '../../../etc/passwd' }),
  'a hard link to a link': tarball(
    { name: at('a.py'), type: '2', linkname: '__init__.py' },
    { name: at('b.py'), type: '1', linkname: at('a.py') },
  ),
  'a hard link with contents': tarball({
    name: at('hard.py'),
    type: '1',
    linkname: module.name,
    data: 'x = 1\n',
  }),
};

/** Archives that end oddly. */
const ends: Readonly<Record<string, Buffer>> = {
  'data behind the end': gzipSync(
    Buffer.concat([
      writeTar([...whole, file]),
      writeTar([{ name: at('late.py'), data: 'x = 1\n' }]),
    ]),
  ),
  'rubbish behind the end': gzipSync(
    Buffer.concat([writeTar([...whole, file]), Buffer.alloc(700, 65)]),
  ),
  'one zero block at the end': gzipSync(writeTar([...whole, file]).subarray(0, -512)),
  'no zero block at the end': gzipSync(writeTar([...whole, file]).subarray(0, -1024)),
  'a part of a block at the end': gzipSync(
    Buffer.concat([writeTar([...whole, file]).subarray(0, -1024), Buffer.alloc(100, 65)]),
  ),
  'a zero block in the middle': gzipSync(
    Buffer.concat([
      writeTar([...whole, file]).subarray(0, -512),
      writeTar([{ name: at('late.py'), data: 'x = 1\n' }]),
    ]),
  ),
  'cut in the last file': gzipSync(writeTar([...whole, file]).subarray(0, -1024 - 510)),
  'no padding behind the last file': gzipSync(writeTar([...whole, file]).subarray(0, -1024 - 506)),
};

/** Source distributions whose tar is odd. */
export const oddTars: OddArchives = Object.fromEntries(
  Object.entries({
    ...extended,
    ...oddSparse,
    ...numbers,
    ...types,
    ...names,
    ...links,
    ...ends,
    ...oddGzips,
  }).map(([name, bytes]) => [name, () => ({ filename: `${top}.tar.gz`, bytes })]),
);

function wideUser(header: Buffer): void {
  header.fill(0, 108, 116);
  header.writeUInt8(0x80, 108);
  header.writeUInt8(7, 115);
}

function wideSize(header: Buffer): void {
  header.fill(0, 124, 136);
  header.writeUInt8(0x80, 124);
  header.writeUInt8(6, 135);
}

/** Changes the checksum of the last member's header. */
function withSum(tar: Buffer, change: (sum: number) => number): Buffer {
  const at = tar.length - 1024 - 1024;
  const sum = Number.parseInt(tar.toString('latin1', at + 148, at + 154), 8);
  tar.write(`${change(sum).toString(8).padStart(6, '0')}\0 `, at + 148);
  return tar;
}
