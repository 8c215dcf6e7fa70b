import { gzipSync } from 'node:zlib';
import { bzip2, writeTar } from '../sdistBuilder.ts';
import type { TarEntrySpec } from '../sdistBuilder.ts';
import { writeZip } from '../zipWriter.ts';
import type { ZipEntrySpec } from '../zipWriter.ts';
import type { OddArchive, OddArchives } from './oddArchive.ts';
import { members, top } from './oddTree.ts';

function tar(...entries: readonly TarEntrySpec[]): OddArchive {
  return { filename: 'odd-1.0.tar.gz', bytes: gzipSync(writeTar(entries)) };
}

function zip(...entries: readonly ZipEntrySpec[]): OddArchive {
  return { filename: 'odd-1.0.zip', bytes: writeZip(entries) };
}

const whole = members(`${top}/`);
const pkgInfo = whole[0]?.data ?? '';
const setupPy = 'from setuptools import setup\nsetup(name="odd", version="1.0", py_modules=[])\n';

const archives: Readonly<Record<string, OddArchive>> = {
  'no top folder': tar(...members('')),
  'no top folder, zip': zip(...members('')),
  'no top folder, with ./': tar({ name: './', type: '5' }, ...members('./')),
  './ before the top folder': tar({ name: './', type: '5' }, ...members(`./${top}/`)),
  'files beside one data folder': tar(...members('').filter(({ name }) => !name.includes('/')), {
    name: 'odd/__init__.py',
    data: '',
  }),
  'another name of the top folder': tar(...members('something/')),
  'the top folder in another case': tar(...members('ODD-1.0/')),
  'two levels of top folders': tar(...members(`outer/${top}/`)),
  'a file beside the top folder': tar(...whole, { name: 'README', data: 'x' }),
  'a file beside the top folder, zip': zip(...whole, { name: 'README', data: 'x' }),
  'a folder beside the top folder': tar(...whole, { name: 'other/README', data: 'x' }),
  'an empty folder beside the top folder': tar(...whole, { name: 'other/', type: '5' }),
  '__MACOSX beside the top folder': zip(...whole, { name: '__MACOSX/._odd', data: 'x' }),
  '._ file beside the top folder': tar({ name: `._${top}`, data: 'x' }, ...whole),
  'pax_global_header as a file': tar({ name: 'pax_global_header', data: 'x' }, ...whole),
  'an entry for the top folder comes last': tar(...whole, { name: `${top}/`, type: '5' }),
  empty: tar(),
  'empty top folder': tar({ name: `${top}/`, type: '5' }),
  'the top is a file': tar({ name: top, data: 'x' }),
  'setup.cfg alone': tar({
    name: `${top}/setup.cfg`,
    data: '[metadata]\nname = odd\nversion = 1.0\n',
  }),
  'setup.py alone': tar({ name: `${top}/setup.py`, data: setupPy }),
  'PKG-INFO alone': tar({ name: `${top}/PKG-INFO`, data: pkgInfo }),
  'pyproject.toml without build-system': tar(
    { name: `${top}/pyproject.toml`, data: '[project]\nname = "odd"\nversion = "1.0"\n' },
    { name: `${top}/odd.py`, data: 'x = 1\n' },
  ),
  'no PKG-INFO': tar(
    { name: `${top}/setup.py`, data: setupPy },
    { name: `${top}/odd.py`, data: 'x = 1\n' },
  ),
  '.git inside': tar(...whole, { name: `${top}/.git/config`, data: 'x' }),
  'zip named tar.gz': { filename: 'odd-1.0.tar.gz', bytes: zip(...whole).bytes },
  'tar.gz named zip': { filename: 'odd-1.0.zip', bytes: tar(...whole).bytes },
  'gzip named tar.bz2': {
    filename: 'odd-1.0.tar.bz2',
    bytes: tar(...whole).bytes,
  },
  tgz: { filename: 'odd-1.0.tgz', bytes: tar(...whole).bytes },
  'an HTML page': { filename: 'odd-1.0.tar.gz', bytes: Buffer.from('<html></html>') },
  'zip: twice, equal': zip(...whole, { name: `${top}/PKG-INFO`, data: pkgInfo }),
  'zip: twice, different': zip(...whole, { name: `${top}/odd/__init__.py`, data: 'other = 1\n' }),
  'zip: a folder twice': zip(...whole, { name: `${top}/d/` }, { name: `${top}/d/` }),
  'zip: names that differ in case': zip(...whole, {
    name: `${top}/odd/__INIT__.py`,
    data: 'x = 1\n',
  }),
  'zip: names that differ in Unicode form': zip(
    ...whole,
    { name: `${top}/odd/caf\u00e9.py`, data: '' },
    { name: `${top}/odd/cafe\u0301.py`, data: '' },
  ),
  'zip: a symbolic link inside': zip(...whole, {
    name: `${top}/odd/link.py`,
    data: '__init__.py',
    mode: 0o120777,
  }),
  'zip: a symbolic link out': zip(...whole, {
    name: `${top}/odd/link.py`,
    data: '/etc/hostname',
    mode: 0o120777,
  }),
  'zip: a//b': zip(...whole, { name: `${top}/odd//double.py`, data: '' }),
  'zip: a\\b': zip(...whole, { name: `${top}/odd\\back.py`, data: '' }),
  'zip: a/../b': zip(...whole, { name: `${top}/odd/../odd/up.py`, data: '' }),
  'zip: top/../top/a': zip(...whole, { name: `${top}/../${top}/odd/up.py`, data: '' }),
  'zip: ../a': zip(...whole, { name: '../escaped.py', data: '' }),
  'zip: a folder with the mode of a file': zip(...whole, {
    name: `${top}/odd/data/`,
    mode: 0o100644,
  }),
};

/** Source distributions whose tree is odd. */
export const oddSdists: OddArchives = {
  ...Object.fromEntries(Object.entries(archives).map(([name, archive]) => [name, () => archive])),
  // Packed by Python, so only where it is asked for.
  'tar.bz2': () => ({ filename: 'odd-1.0.tar.bz2', bytes: bzip2(writeTar(whole)) }),
  'bzip2 named tar.gz': () => ({ filename: 'odd-1.0.tar.gz', bytes: bzip2(writeTar(whole)) }),
};
