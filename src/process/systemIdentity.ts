import { readFileSync, statSync } from 'node:fs';
import { machine, release, version } from 'node:os';

/** Kernel and C library of this machine: what a program that did not change may run differently on. */
export function systemIdentity(): readonly unknown[] {
  return [release(), version(), machine(), ...libcStamp()];
}

/** The C library is the one that this very process runs on. */
function libcStamp(): readonly unknown[] {
  try {
    const maps = readFileSync('/proc/self/maps', 'utf8');
    const [, path = ''] = /\s(\/\S*\/(?:libc[.-][^/\s]*|ld-musl-[^/\s]*))$/m.exec(maps) ?? [];
    const { size, mtimeMs } = statSync(path);
    return [path, size, mtimeMs];
  } catch {
    // Elsewhere it comes with the system, whose version stands there already.
    return [];
  }
}
