import { hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { release, version } from 'node:os';
import { withoutCheck } from '../cache/checkedJson.ts';
import { fileBucket } from '../cache/fileBucket.ts';
import type { FileBucketOptions } from '../cache/fileBucket.ts';
import { parseProbeReport } from './probeReport.ts';
import type { Probed } from './probeInterpreter.ts';
import { readText } from './quickFiles.ts';
import { probeScript } from './probeScript.ts';

export interface ProbedFile {
  /** Real path. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * Answers of interpreters, kept until the executable, the system or the question changes. That there was none is kept
 * for an hour: the machine may have been too busy.
 */
export interface ProbeCache {
  get(file: ProbedFile): Probed | undefined;
  put(file: ProbedFile, probed: Probed): Promise<void>;
}

const silenceMs = 3_600_000;

/** `now` tells milliseconds since 1970. */
export function openProbeCache(options: FileBucketOptions, now: () => number): ProbeCache {
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
      const kept = readText(bucket.path(nameOf(file)));
      const text = kept === undefined ? undefined : withoutCheck(Buffer.from(kept));
      return text === undefined ? undefined : readKept(text.toString(), now());
    },
    put: async (file, probed) => {
      if (probed.kind === 'answer') {
        await bucket.write(nameOf(file), `${probed.line}\n`);
      } else if (probed.kind === 'silence') {
        const kept = { silent_since: now(), seconds: probed.seconds };
        await bucket.write(nameOf(file), `${JSON.stringify(kept)}\n`);
      }
    },
  };
}

function readKept(text: string, now: number): Probed | undefined {
  const report = parseProbeReport(text);
  if (report !== undefined) {
    return { kind: 'answer', report, line: text };
  }
  const [, since, seconds] = /^\{"silent_since":(\d+),"seconds":([\d.]+)\}$/.exec(text) ?? [];
  const age = now - Number(since);
  return age >= 0 && age < silenceMs
    ? { kind: 'silence', seconds: Number(seconds), said: '' }
    : undefined;
}
