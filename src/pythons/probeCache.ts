import { hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { release, version } from 'node:os';
import { fileBucket } from '../cache/fileBucket.ts';
import type { FileBucketOptions } from '../cache/fileBucket.ts';
import { parseProbeReport } from './probeReport.ts';
import type { ProbeReport } from './probeReport.ts';
import { readText } from './quickFiles.ts';
import { probeScript } from './probeScript.ts';

export interface ProbedFile {
  /** Real path. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Answers of interpreters, kept until the executable, the system or the question changes. */
export interface ProbeCache {
  get(file: ProbedFile): ProbeReport | undefined;
  /** `line` is the answer as printed. */
  put(file: ProbedFile, line: string): Promise<void>;
}

export function openProbeCache(options: FileBucketOptions): ProbeCache {
  const bucket = fileBucket('interpreters', options);
  // Kernel and libc stand in the answer too: a new kernel or an upgraded system asks again.
  const system = statSync('/etc/os-release', { throwIfNoEntry: false });
  const surroundings = [probeScript, release(), version(), system?.mtimeMs, system?.size];
  const nameOf = ({ path, size, mtimeMs }: ProbedFile): string => {
    const key = JSON.stringify([...surroundings, path, size, mtimeMs]);
    return `${hash('sha256', key, 'hex')}.json`;
  };
  return {
    get: (file) => {
      const text = readText(bucket.path(nameOf(file)));
      return text === undefined ? undefined : parseProbeReport(text);
    },
    put: (file, line) => bucket.write(nameOf(file), `${line}\n`),
  };
}
