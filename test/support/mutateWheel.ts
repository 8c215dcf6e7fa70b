import { dice } from './dice.ts';
import type { Dice } from './dice.ts';
import { buildWheel } from './wheelBuilder.ts';
import type { WheelSpec } from './wheelBuilder.ts';
import type { ZipEntrySpec } from './zipWriter.ts';

/** A wheel that is broken in a few places; the same seed gives the same bytes. */
export interface MutatedWheel {
  readonly filename: string;
  readonly bytes: Buffer;
}

/** Half of them are broken in their bytes, the other half are whole archives that lie. */
export function mutateWheel(seed: number): MutatedWheel {
  const roll = dice(seed);
  return roll.chance(0.5) ? breakBytes(roll) : lie(roll);
}

const plain: WheelSpec = {
  name: 'pkg',
  version: '1.0',
  files: {
    'pkg/__init__.py': 'print("hello, hello, hello")\n',
    'pkg/data.bin': Buffer.alloc(3000, 7),
    'pkg-1.0.data/scripts/tool': '#!python\nprint(1)\n',
  },
  entryPoints: { console_scripts: { pkg: 'pkg:main' } },
};

const described: WheelSpec = {
  ...plain,
  rawEntries: [
    { name: 'pkg/signed.py', data: 'x = 1\n', descriptor: 'signed' },
    { name: 'pkg/bare.py', data: 'x = 2\n', descriptor: 'bare', method: 'deflate' },
    { name: 'pkg/folder/' },
  ],
};

const whole = [buildWheel(plain), buildWheel(described)] as const;

function breakBytes(roll: Dice): MutatedWheel {
  const { filename, bytes } = roll.oneOf(whole);
  let broken: Buffer = Buffer.from(bytes);
  const rounds = 1 + roll.upTo(4);
  for (let round = 0; round < rounds; round += 1) {
    broken = breakOnce(broken, roll);
  }
  return { filename, bytes: broken };
}

/** Values that mean something special in a field of 2 or 4 bytes. */
const special = [0, 1, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff] as const;

function breakOnce(bytes: Buffer, roll: Dice): Buffer {
  const at = roll.upTo(bytes.length);
  const length = 1 + roll.upTo(64);
  switch (roll.upTo(7)) {
    case 0:
      bytes.writeUInt8(roll.upTo(256), Math.min(at, bytes.length - 1));
      return bytes;
    case 1:
      if (at + 4 <= bytes.length) {
        bytes.writeUInt32LE(roll.oneOf(special), at);
      }
      return bytes;
    case 2:
      if (at + 2 <= bytes.length) {
        bytes.writeUInt16LE(roll.oneOf(special) & 0xffff, at);
      }
      return bytes;
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([0])]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length), Buffer.from([0])]);
    case 5: {
      const from = roll.upTo(bytes.length);
      const piece = bytes.subarray(from, from + length);
      return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
    }
    default: {
      // The directory at the end is what readers believe.
      const late = Math.max(0, bytes.length - 1 - roll.upTo(700));
      bytes.writeUInt8(roll.upTo(256), late);
      return bytes;
    }
  }
}

const hostileNames = [
  '../canary.py',
  'pkg/../../canary.py',
  '/canary.py',
  'pkg\\..\\..\\canary.py',
  'C:canary.py',
  'pkg/./canary.py',
  'pkg//canary.py',
  'pkg/canary.py\0.txt',
  'PKG/__init__.py',
  'pkg/__init__.py/deeper',
  'pkg',
  '.git/config',
  'pkg-1.0.data/data/../../canary',
  'pkg-1.0.data/data/bin/python3',
  'pkg-1.0.data/scripts/../../canary',
  'pkg-1.0.data/nowhere/canary',
  'pkg-1.0.data/data/pyvenv.cfg',
  'other-1.0.dist-info/METADATA',
  'pkg/'.repeat(300) + 'deep.py',
  'x'.repeat(300),
  '',
  '..',
  '/',
  'pkg/caf\u00e9.py',
  'pkg/cafe\u0301.py',
] as const;

function lie(roll: Dice): MutatedWheel {
  const entries = Array.from({ length: 1 + roll.upTo(3) }, () => hostileEntry(roll));
  const metadata = roll.oneOf([
    undefined,
    undefined,
    '',
    'Metadata-Version: 2.1\nName: ../x\nVersion: 1.0\n',
    `Metadata-Version: 2.1\nName: pkg\nVersion: ${'9'.repeat(40)}\n`,
    '\0\ud800',
  ]);
  const built = buildWheel({
    ...plain,
    rawEntries: entries,
    ...(metadata === undefined ? {} : { distInfoFiles: { METADATA: metadata } }),
    ...(roll.chance(0.2) ? { entryPoints: { console_scripts: { '../x': 'pkg:main' } } } : {}),
    ...(roll.chance(0.2) ? { recordRows: ['../canary,,', 'pkg/none.py,sha256=x,x', '",'] } : {}),
    ...(roll.chance(0.1) ? { wheelVersion: roll.oneOf(['2.0', 'x', '', '1.99999999999']) } : {}),
    zip: {
      ...(roll.chance(0.1) ? { prefix: Buffer.alloc(roll.upTo(40)) } : {}),
      ...(roll.chance(0.1) ? { suffix: Buffer.alloc(roll.upTo(40)) } : {}),
      ...(roll.chance(0.1) ? { comment: Buffer.alloc(roll.upTo(70_000) % 0xffff) } : {}),
      ...(roll.chance(0.1) ? { end: { entries: roll.upTo(0x10000) } } : {}),
    },
  });
  return { filename: built.filename, bytes: built.bytes };
}

function hostileEntry(roll: Dice): ZipEntrySpec {
  const lies = (): ZipEntrySpec['local'] =>
    roll.oneOf<ZipEntrySpec['local']>([
      { size: roll.oneOf(special) },
      { crc: roll.oneOf(special) },
      { method: roll.upTo(100) },
      { flags: roll.upTo(0x10000) },
    ]);
  return {
    name: roll.oneOf(hostileNames),
    data: Buffer.alloc(roll.oneOf([0, 1, 20, 5000]), 65),
    method: roll.oneOf(['store', 'deflate']),
    mode: roll.oneOf([0o100644, 0o100755, 0o120777, 0o020666, 0o040755, 0, 0o104755]),
    ...(roll.chance(0.2) ? { local: lies() } : {}),
    central: {
      ...(roll.chance(0.2) ? lies() : {}),
      ...(roll.chance(0.05) ? { offset: roll.upTo(4000) } : {}),
    },
    ...(roll.chance(0.1) ? { hidden: true } : {}),
    ...(roll.chance(0.2) ? { descriptor: roll.oneOf(['signed', 'bare']) } : {}),
  };
}
