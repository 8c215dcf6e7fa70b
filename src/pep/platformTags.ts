import { unreachable } from '../lib/unreachable.ts';

/** The C library that an interpreter is linked with. */
export interface LibcVersion {
  readonly kind: 'glibc' | 'musl';
  readonly major: number;
  readonly minor: number;
}

/** What a Python binary runs on; `machine` as `sysconfig.get_platform()` ends, for example `x86_64`. */
export type BinaryPlatform =
  | {
      readonly system: 'linux';
      readonly machine: string;
      /** `undefined` for a static or unknown one: then only `linux_*` fits. */
      readonly libc: LibcVersion | undefined;
    }
  | {
      readonly system: 'darwin';
      /** Of the running macOS, for example `[14, 2]`. */
      readonly version: readonly [number, number];
      readonly machine: string;
    }
  | { readonly system: 'windows'; readonly machine: string };

/** The platform tags that a platform accepts, most preferred first (PEP 425, 513, 571, 599, 600, 656). */
export function platformTags(platform: BinaryPlatform): readonly string[] {
  switch (platform.system) {
    case 'linux':
      return linuxTags(platform.machine, platform.libc);
    case 'darwin':
      return [...macTags(platform.version, platform.machine)];
    case 'windows':
      return [
        windowsTags.get(platform.machine.toLowerCase()) ?? `win_${normalise(platform.machine)}`,
      ];
    default:
      return unreachable(platform);
  }
}

const windowsTags: ReadonlyMap<string, string> = new Map([
  ['amd64', 'win_amd64'],
  ['x86_64', 'win_amd64'],
  ['x86', 'win32'],
  ['win32', 'win32'],
]);

function normalise(text: string): string {
  return text.toLowerCase().replaceAll(/[-. ]/g, '_');
}

function linuxTags(machine: string, libc: LibcVersion | undefined): readonly string[] {
  const arch = normalise(machine);
  // A 32-bit process on 64-bit ARM also runs what was built for the older chip.
  const archs = arch === 'armv8l' ? ['armv8l', 'armv7l'] : [arch];
  return [
    ...archs.map((each) => `linux_${each}`),
    ...archs.flatMap((each) => {
      switch (libc?.kind) {
        case 'glibc':
          return manylinuxArchs.has(archs.at(-1) ?? arch) ? [...manylinuxTags(each, libc)] : [];
        case 'musl':
          return countDown(libc.minor, 0).map(
            (minor) => `musllinux_${libc.major}_${minor}_${each}`,
          );
        case undefined:
          return [];
      }
    }),
  ];
}

const manylinuxArchs: ReadonlySet<string> = new Set([
  'x86_64',
  'i686',
  'aarch64',
  'armv7l',
  'ppc64',
  'ppc64le',
  's390x',
  'loongarch64',
  'riscv64',
]);
/** Names from before PEP 600, by the glibc that they stand for. */
const legacyManylinux: ReadonlyMap<string, string> = new Map([
  ['2_17', 'manylinux2014'],
  ['2_12', 'manylinux2010'],
  ['2_5', 'manylinux1'],
]);
// There is no glibc 3 yet, so nobody knows which 2.x is the last before it.
const lastGlibcMinor = 50;

function* manylinuxTags(arch: string, libc: LibcVersion): Generator<string> {
  const oldest = arch === 'x86_64' || arch === 'i686' ? 5 : 17;
  for (const major of countDown(libc.major, 2)) {
    const newest = major === libc.major ? libc.minor : lastGlibcMinor;
    for (const minor of countDown(newest, major === 2 ? oldest : 0)) {
      yield `manylinux_${major}_${minor}_${arch}`;
      const legacy = legacyManylinux.get(`${major}_${minor}`);
      if (legacy !== undefined) {
        yield `${legacy}_${arch}`;
      }
    }
  }
}

function* macTags(version: readonly [number, number], arch: string): Generator<string> {
  const [major, minor] = version;
  if (major === 10) {
    yield* macTagsOf10(minor, 0, (each) => macFormats(each, arch));
    return;
  }
  for (const each of countDown(major, 11)) {
    for (const format of macFormats(Infinity, arch)) {
      yield `macosx_${each}_0_${format}`;
    }
  }
  // arm64 came with 11, but the x86_64 half of a universal2 binary may name an older system.
  yield* macTagsOf10(16, 4, (each) =>
    arch === 'x86_64' ? macFormats(each, arch) : ['universal2'],
  );
}

function* macTagsOf10(
  newest: number,
  oldest: number,
  formats: (minor: number) => readonly string[],
): Generator<string> {
  for (const minor of countDown(newest, oldest)) {
    for (const format of formats(minor)) {
      yield `macosx_10_${minor}_${format}`;
    }
  }
}

/** Binary formats that run on this minor version of macOS 10; `Infinity` for 11 and later. */
function macFormats(minor: number, arch: string): readonly string[] {
  switch (arch) {
    case 'x86_64':
      return minor < 4 ? [] : ['x86_64', 'intel', 'fat64', 'fat3', 'universal2', 'universal'];
    case 'i386':
      return minor < 4 ? [] : ['i386', 'intel', 'fat3', 'fat', 'universal'];
    case 'ppc64':
      return minor > 5 || minor < 4 ? [] : ['ppc64', 'fat64', 'universal'];
    case 'ppc':
      return minor > 6 ? [] : ['ppc', 'fat3', 'fat', 'universal'];
    case 'arm64':
      return ['arm64', 'universal2'];
    default:
      return [arch];
  }
}

function countDown(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, i) => from - i);
}
