import { hash } from 'node:crypto';
import type { WheelSpec } from '../wheelBuilder.ts';
import type { ZipEntrySpec } from '../zipWriter.ts';
import { oddWheelsOf } from './oddArchive.ts';

const base = { name: 'odd', version: '1.0' } as const;
const info = 'odd-1.0.dist-info';
const module = 'odd/__init__.py';
const plain = '__version__ = "1.0"\n';

/** Wheels whose RECORD is odd. */
const records: Readonly<Record<string, WheelSpec>> = {
  'RECORD: a wrong digest': { ...base, recordOverrides: { [module]: `${module},sha256=AAAA,24` } },
  'RECORD: a wrong size': {
    ...base,
    files: { [module]: plain },
    recordOverrides: { [module]: `${module},sha256=${digest(plain)},7` },
  },
  'RECORD: a file without row': { ...base, recordOverrides: { [module]: undefined } },
  'RECORD: a row without file': { ...base, recordRows: ['odd/gone.py,,'] },
  'RECORD: md5': {
    ...base,
    files: { [module]: plain },
    recordOverrides: { [module]: `${module},md5=${hash('md5', plain, 'base64url')},20` },
  },
  'RECORD: two rows for a file': { ...base, recordRows: [`${module},,`] },
  'RECORD: a row of one field': { ...base, recordRows: ['odd/gone.py'] },
  'RECORD: no UTF-8': {
    ...base,
    withoutRecord: true,
    rawEntries: [{ name: `${info}/RECORD`, data: Buffer.from(`odd/\xe9.py,,\n`, 'latin1') }],
  },
  'RECORD: with backslashes': {
    ...base,
    recordOverrides: { [module]: 'odd\\__init__.py,,' },
  },
  'RECORD: signed': { ...base, distInfoFiles: { 'RECORD.jws': '{}' } },
  'RECORD: missing': { ...base, withoutRecord: true },
};

/** Wheels with odd names, or more than one entry of a name. */
const names: Readonly<Record<string, WheelSpec>> = {
  'twice, equal': raw(
    { name: module, data: plain },
    { files: { [module]: plain }, recordsRaw: false },
  ),
  'twice, different': raw(
    { name: module, data: 'other = 1\n' },
    { files: { [module]: plain }, recordsRaw: false },
  ),
  'RECORD twice': raw({ name: `${info}/RECORD`, data: '' }, { recordsRaw: false }),
  'a folder twice': { ...base, rawEntries: [{ name: 'odd/data/' }, { name: 'odd/data/' }] },
  'names that differ in case': raw({ name: 'odd/__INIT__.py', data: 'x = 1\n' }),
  'folders that differ in case': raw({ name: 'ODD/other.py', data: 'x = 1\n' }),
  'names that differ in Unicode form': {
    ...base,
    recordsRaw: true,
    rawEntries: [
      { name: 'odd/caf\u00e9.txt', data: '1' },
      { name: 'odd/cafe\u0301.txt', data: '2' },
    ],
  },
  'a file and a folder of one name': {
    ...base,
    rawEntries: [
      { name: 'odd/x', data: '1' },
      { name: 'odd/x/y', data: '2' },
    ],
  },
  'a//b': raw({ name: 'odd//double.py', data: 'x = 1\n' }),
  './a': raw({ name: './odd/dot.py', data: 'x = 1\n' }),
  'a/./b': raw({ name: 'odd/./dot.py', data: 'x = 1\n' }),
  'a/../b': raw({ name: 'odd/../odd/up.py', data: 'x = 1\n' }),
  '../a': raw({ name: '../escaped.py', data: 'x = 1\n' }),
  '/a': raw({ name: '/odd/absolute.py', data: 'x = 1\n' }),
  'a\\b': raw({ name: 'odd\\back.py', data: 'x = 1\n' }),
  'a\\..\\b': raw({ name: 'odd\\..\\..\\back.py', data: 'x = 1\n' }),
  'C:a': raw({ name: 'C:drive.py', data: 'x = 1\n' }),
  'a colon': raw({ name: 'odd/a:b.txt', data: 'x' }),
  'a line break in a name': raw({ name: 'odd/a\nb.txt', data: 'x' }),
  'an escape in a name': raw({ name: 'odd/a\u001bb.txt', data: 'x' }),
  'NUL in a name': raw({ name: 'odd/nul.py\0.txt', data: 'x' }),
  'an empty name': raw({ name: '', data: 'x' }),
  'a name of 256 bytes': raw({ name: `odd/${'n'.repeat(256)}`, data: 'x' }),
  'a name that Windows reserves': raw({ name: 'odd/aux.py', data: 'x = 1\n' }),
  'a question mark': raw({ name: 'odd/what?.txt', data: 'x' }),
  'a dot at the end': raw({ name: 'odd/data.', data: 'x' }),
  'not UTF-8, marked as such': raw({ name: Buffer.from('odd/\xe9.txt', 'latin1'), flags: 0x800 }),
  'not UTF-8, unmarked': raw({ name: Buffer.from('odd/\xe9.txt', 'latin1'), flags: 0 }),
  'UTF-8, unmarked': raw({ name: Buffer.from('odd/é.txt'), flags: 0 }),
  '.git': raw({ name: 'odd/.git/config', data: 'x' }),
};

/** Wheels with odd modes. */
const modes: Readonly<Record<string, WheelSpec>> = {
  'a symbolic link': raw({ name: 'odd/link.py', data: '__init__.py', mode: 0o120777 }),
  'a symbolic link out': raw({ name: 'odd/link.py', data: '/etc/passwd', mode: 0o120777 }),
  'a folder with the mode of a file': raw({ name: 'odd/data/', mode: 0o100644 }),
  'a file with the mode of a folder': raw({ name: 'odd/x.py', data: 'x = 1\n', mode: 0o040755 }),
  'a folder with contents': raw({ name: 'odd/data/', data: 'x' }),
  'a device': raw({ name: 'odd/dev', data: 'x', mode: 0o020666 }),
  'a FIFO': raw({ name: 'odd/fifo', data: 'x', mode: 0o010666 }),
  setuid: raw({ name: 'odd/tool', data: 'x', mode: 0o104755 }),
  'mode 000': raw({ name: 'odd/none.py', data: 'x = 1\n', mode: 0o100000 }),
};

/** Wheels whose folders do not fit their names. */
const folders: Readonly<Record<string, WheelSpec>> = {
  '.data with another spelling of the version': { ...base, files: withData('odd-1.0.0.data') },
  '.data with another spelling of the name': { ...base, files: withData('Odd-1.0.data') },
  '.data of another project': { ...base, files: withData('other-1.0.data') },
  '.data of another version': { ...base, files: withData('odd-2.0.data') },
  'two .data folders that agree': {
    ...base,
    files: { ...withData('odd-1.0.data'), 'odd-1.0.0.data/purelib/more.py': 'x = 1\n' },
  },
  '.data in capitals': { ...base, files: withData('odd-1.0.DATA') },
  'a file at the root and in purelib, equal': {
    ...base,
    files: { 'odd/more.py': 'x = 1\n', 'odd-1.0.data/purelib/odd/more.py': 'x = 1\n' },
  },
  'a file at the root and in purelib, different': {
    ...base,
    files: { 'odd/more.py': 'x = 1\n', 'odd-1.0.data/purelib/odd/more.py': 'x = 2\n' },
  },
  'a script and an entry point of one name': {
    ...base,
    files: { [module]: plain, 'odd-1.0.data/scripts/tool': '#!python\n' },
    entryPoints: { console_scripts: { tool: 'odd:main' } },
  },
  'a folder whose name ends with .data': { ...base, files: { [module]: plain, 'my.data/a': 'x' } },
  'a file whose name ends with .data': { ...base, files: { [module]: plain, 'my.data': 'x' } },
  'an unknown scheme': { ...base, files: { [module]: plain, 'odd-1.0.data/stuff/a': 'x' } },
  'a file in .data without scheme': { ...base, files: { [module]: plain, 'odd-1.0.data/a': 'x' } },
  'no .dist-info': {
    ...base,
    withoutRecord: true,
    distInfoFiles: { METADATA: undefined, WHEEL: undefined },
  },
  'two .dist-info': raw({ name: 'other-2.0.dist-info/METADATA', data: 'x' }),
  '.dist-info of another project': { ...base, filename: 'even-1.0-py3-none-any.whl' },
  '.dist-info of another version': { ...base, filename: 'odd-2.0-py3-none-any.whl' },
  '.dist-info with another spelling of the version': {
    ...base,
    filename: 'odd-1.0.0-py3-none-any.whl',
  },
  '.dist-info with another spelling of the name': {
    name: 'Odd.Pkg',
    version: '1.0',
    filename: 'odd_pkg-1.0-py3-none-any.whl',
  },
};

/** Wheels whose metadata and scripts are odd. */
const metadata: Readonly<Record<string, WheelSpec>> = {
  'METADATA of another project': withMetadata('Name: other\nVersion: 1.0'),
  'METADATA of another version': withMetadata('Name: odd\nVersion: 2.0'),
  'METADATA with another spelling': withMetadata('Name: ODD\nVersion: 1.0.0'),
  'METADATA without version': withMetadata('Name: odd'),
  'METADATA missing': { ...base, distInfoFiles: { METADATA: undefined } },
  'WHEEL missing': { ...base, distInfoFiles: { WHEEL: undefined } },
  'WHEEL that is no UTF-8': {
    ...base,
    distInfoFiles: { WHEEL: undefined },
    rawEntries: [
      {
        name: `${info}/WHEEL`,
        data: Buffer.from(
          'Wheel-Version: 1.0\nGenerator: \xe9\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
          'latin1',
        ),
      },
    ],
  },
  'WHEEL without Wheel-Version': { ...base, distInfoFiles: { WHEEL: 'Tag: py3-none-any\n' } },
  'Wheel-Version 1.9': { ...base, wheelVersion: '1.9' },
  'Wheel-Version 1': { ...base, wheelVersion: '1' },
  'Wheel-Version 0.9': { ...base, wheelVersion: '0.9' },
  'WHEEL with a byte order mark': {
    ...base,
    distInfoFiles: { WHEEL: '\uFEFFWheel-Version: 1.0\nTag: py3-none-any\n' },
  },
  'METADATA with a byte order mark': {
    ...base,
    distInfoFiles: { METADATA: '\uFEFFMetadata-Version: 2.1\nName: odd\nVersion: 1.0\n' },
  },
  'Wheel-Version 2.0': { ...base, wheelVersion: '2.0' },
  'a script without callable': scripts({ tool: 'odd.main' }),
  'a script whose module is no identifier': scripts({ tool: 'odd-x:main' }),
  'a script name with a slash': scripts({ 'a/tool': 'odd:main' }),
  'a script name with a backslash': scripts({ 'a\\tool': 'odd:main' }),
  'a script name that leaves': scripts({ '../tool': 'odd:main' }),
  'a script named python': scripts({ python: 'odd:main' }),
  'a script twice, equal': pointsText('tool = odd:a\ntool = odd:a'),
  'a script twice, different': pointsText('tool = odd:a\ntool = odd:b'),
  'a section of scripts twice': pointsText('a = odd:a\n[console_scripts]\nb = odd:b'),
  'a line of scripts without target': pointsText('tool'),
  'a line of another section without target': pointsText('tool = odd:main\n[other]\ntool'),
  'a target that goes on in the next line': pointsText('tool = odd:main\n  [extra]'),
  'a colon in place of an equals sign': pointsText('tool: odd:main'),
  'a script with an extra': pointsText('tool = odd:main [extra]'),
  'entry_points.txt with a line before its sections': {
    ...base,
    distInfoFiles: { 'entry_points.txt': 'tool = odd:main\n[console_scripts]\nmore = odd:main\n' },
  },
  'entry_points.txt with a byte order mark': {
    ...base,
    distInfoFiles: { 'entry_points.txt': '\uFEFF[console_scripts]\ntool = odd:main\n' },
  },
  'entry_points.txt with an open bracket': {
    ...base,
    distInfoFiles: { 'entry_points.txt': '[console_scripts\ntool = odd:main\n' },
  },
  'entry_points.txt that is a folder': {
    ...base,
    rawEntries: [{ name: `${info}/entry_points.txt/` }],
  },
  'entry_points.txt that is no UTF-8': {
    ...base,
    rawEntries: [
      {
        name: `${info}/entry_points.txt`,
        data: Buffer.from('# \xe9\n[console_scripts]\ntool = odd:main\n', 'latin1'),
      },
    ],
  },
  'METADATA that is no UTF-8': {
    ...base,
    distInfoFiles: { METADATA: undefined },
    recordsRaw: true,
    rawEntries: [
      {
        name: `${info}/METADATA`,
        data: Buffer.from(
          'Metadata-Version: 2.1\nName: odd\nVersion: 1.0\nAuthor: \xe9\n',
          'latin1',
        ),
      },
    ],
  },
  'a script file named python3': {
    ...base,
    files: { [module]: plain, 'odd-1.0.data/scripts/python3': 'x' },
  },
  'a script file below a folder': {
    ...base,
    files: { [module]: plain, 'odd-1.0.data/scripts/a/tool': '#!python\n' },
  },
  'bin/python as data': {
    ...base,
    files: { [module]: plain, 'odd-1.0.data/data/bin/python': 'x' },
  },
  'pyvenv.cfg as data': {
    ...base,
    files: { [module]: plain, 'odd-1.0.data/data/pyvenv.cfg': 'x' },
  },
  'capitals in the tags': { ...base, filename: 'odd-1.0-PY3-None-Any.whl' },
  'tags that WHEEL does not have': { ...base, filename: 'odd-1.0-py2.py3-none-any.whl' },
};

export const oddWheels = oddWheelsOf({ ...records, ...names, ...modes, ...folders, ...metadata });

function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}

function raw(entry: ZipEntrySpec, spec: Partial<WheelSpec> = {}): WheelSpec {
  return { ...base, recordsRaw: true, ...spec, rawEntries: [entry] };
}

function withData(folder: string): WheelSpec['files'] {
  return { [module]: plain, [`${folder}/purelib/odd/more.py`]: 'x = 1\n' };
}

function withMetadata(fields: string): WheelSpec {
  return { ...base, distInfoFiles: { METADATA: `Metadata-Version: 2.1\n${fields}\n` } };
}

function pointsText(lines: string): WheelSpec {
  return { ...base, distInfoFiles: { 'entry_points.txt': `[console_scripts]\n${lines}\n` } };
}

function scripts(points: Readonly<Record<string, string>>): WheelSpec {
  return { ...base, entryPoints: { console_scripts: points } };
}
