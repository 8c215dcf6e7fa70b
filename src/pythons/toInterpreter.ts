import { hash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Interpreter } from '../model/interpreter.ts';
import { compatibleTags } from '../pep/tags.ts';
import type { ProbedFile } from './probeCache.ts';
import type { ProbeReport } from './probeReport.ts';
import { tagPlatform } from './tagPlatform.ts';

/** The interpreter that answered so, or why spip does not work with it. */
export function toInterpreter(
  report: ProbeReport,
  file: ProbedFile & { readonly source: string },
): Interpreter | string {
  const { major, minor } = report.versionInfo;
  const implementation = knownImplementation(report.implementation);
  if (implementation === undefined) {
    return `is \`${report.implementation}\`; spip works with CPython and PyPy`;
  }
  if (major !== 3 ? major !== 2 || minor !== 7 : minor < 6) {
    return `is Python ${major}.${minor}; spip works with 2.7 and with 3.6 or newer`;
  }
  const platform = tagPlatform(report, implementation);
  if (platform === undefined) {
    return `runs on \`${report.markers.sys_platform}\`; spip works on Linux and macOS`;
  }
  const version = fullVersion(report.versionInfo);
  const { purelib, platlib, scripts, data } = report.paths;
  return {
    executable: file.path,
    implementation,
    version,
    python: label(report, implementation),
    abiflags: report.abiflags,
    freeThreaded: report.gilDisabled,
    debug: report.debug,
    prerelease: report.versionInfo.level !== 'final',
    source: file.source,
    basePrefix: report.basePrefix,
    cacheTag: report.cacheTag,
    paths: {
      purelib,
      platlib,
      scripts,
      data: data === '.' ? '' : data,
      // Where pip puts headers in a virtual environment, whatever the scheme says.
      include: `include/site/python${major}.${minor}`,
    },
    lacks: report.lacks,
    elsewhere: report.elsewhere,
    markers: report.markers,
    tags: compatibleTags(platform),
    build: buildOf(report, file),
  };
}

function buildOf({ versionText, libpython }: ProbeReport, file: ProbedFile): string {
  const library =
    libpython === undefined ? undefined : statSync(libpython, { throwIfNoEntry: false });
  const facts = [versionText, file.path, file.size, file.mtimeMs];
  const ofLibrary = library === undefined ? [] : [libpython, library.size, library.mtimeMs];
  return hash('sha256', JSON.stringify([...facts, ...ofLibrary]), 'hex');
}

function knownImplementation(name: string): Interpreter['implementation'] | undefined {
  return name === 'cpython' || name === 'pypy' ? name : undefined;
}

function fullVersion({ major, minor, micro, level, serial }: ProbeReport['versionInfo']): string {
  const letters: Readonly<Record<string, string>> = { alpha: 'a', beta: 'b', candidate: 'rc' };
  const letter = letters[level];
  return `${major}.${minor}.${micro}${letter === undefined ? '' : `${letter}${serial}`}`;
}

function label(report: ProbeReport, implementation: Interpreter['implementation']): string {
  const { major, minor } = report.versionInfo;
  const kind = `${report.gilDisabled ? 't' : ''}${report.debug ? 'd' : ''}`;
  return `${implementation === 'pypy' ? 'pypy' : ''}${major}.${minor}${kind}`;
}
