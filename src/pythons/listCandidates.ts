import { join } from 'node:path';
import type { PythonPlace } from './pythonPlaces.ts';
import { listFolder } from './quickFiles.ts';

/** A path that may be an interpreter, a link or a shim. */
export interface Candidate {
  readonly path: string;
  readonly source: string;
}

// `python3.7m` and the like are second names of the same file; `-config` and `-gdb.py` are other programs.
const pythonName = /^(?:python|pypy)(?:\d+(?:\.\d+)?(?:t?d?|-dbg|-nogil)?)?$/;

/** The executables of these places that are named like a Python, in the order of the places. */
export function listCandidates(places: readonly PythonPlace[]): readonly Candidate[] {
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  for (const { directory, source } of places) {
    if (seen.has(directory)) {
      continue;
    }
    seen.add(directory);
    for (const name of listFolder(directory)) {
      if (pythonName.test(name)) {
        candidates.push({ path: join(directory, name), source });
      }
    }
  }
  return candidates;
}
