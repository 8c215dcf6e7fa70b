import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { release, version } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../lib/writeFileAtomic.ts';
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

export function openProbeCache(cacheDir: string, temporary?: string): ProbeCache {
  const folder = join(cacheDir, 'interpreters-v1');
  // Kernel and libc stand in the answer too: a new kernel or an upgraded system asks again.
  const system = statSync('/etc/os-release', { throwIfNoEntry: false });
  const surroundings = [probeScript, release(), version(), system?.mtimeMs, system?.size];
  const pathOf = ({ path, size, mtimeMs }: ProbedFile): string => {
    const key = JSON.stringify([...surroundings, path, size, mtimeMs]);
    return join(folder, `${createHash('sha256').update(key).digest('hex')}.json`);
  };
  return {
    get: (file) => {
      const text = readText(pathOf(file));
      return text === undefined ? undefined : parseProbeReport(text);
    },
    put: async (file, line) => {
      // A cache that cannot be written costs time, never the run.
      await writeFileAtomic(pathOf(file), `${line}\n`, { temporary }).catch(() => undefined);
    },
  };
}
