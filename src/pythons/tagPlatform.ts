import type { BinaryPlatform } from '../pep/platformTags.ts';
import type { TagPlatform } from '../pep/tags.ts';
import type { ProbeReport } from './probeReport.ts';

/** What decides which wheels the interpreter takes; `undefined` on a system that spip does not work on. */
export function tagPlatform(
  report: ProbeReport,
  implementation: TagPlatform['implementation'],
): TagPlatform | undefined {
  const platform = binaryPlatform(report);
  if (platform === undefined) {
    return undefined;
  }
  const { major, minor } = report.versionInfo;
  return {
    implementation,
    pythonVersion: [major, minor],
    // PyPy's SOABI is `pypy310-pp73-x86_64-linux-gnu`.
    abi:
      implementation === 'pypy'
        ? report.soabi.split('-').slice(0, 2).join('_')
        : `cp${major}${minor}${report.abiflags}`,
    freeThreaded: report.gilDisabled,
    debug: report.debug,
    platform,
  };
}

/** Names of machines as a 32-bit process on a 64-bit kernel needs them. */
const narrow: ReadonlyMap<string, string> = new Map([
  ['linux x86_64', 'i686'],
  ['linux aarch64', 'armv8l'],
  ['darwin x86_64', 'i386'],
]);

function binaryPlatform({
  markers,
  pointerBits,
  libc,
  macos,
}: ProbeReport): BinaryPlatform | undefined {
  // Python 2 says `linux2`.
  const system = markers.sys_platform.startsWith('linux') ? 'linux' : markers.sys_platform;
  const wide = markers.platform_machine;
  const machine = (pointerBits === 32 ? narrow.get(`${system} ${wide}`) : undefined) ?? wide;
  switch (system) {
    case 'linux':
      return {
        system,
        machine,
        libc:
          libc === undefined
            ? undefined
            : {
                kind: libc.family,
                major: versionPart(libc.version, 0),
                minor: versionPart(libc.version, 1),
              },
      };
    case 'darwin':
      return {
        system,
        machine,
        version: [versionPart(macos ?? '', 0), versionPart(macos ?? '', 1)],
      };
    default:
      return undefined;
  }
}

function versionPart(version: string, index: number): number {
  return Number.parseInt(version.split('.')[index] ?? '0', 10) || 0;
}
