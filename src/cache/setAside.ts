import { basename, dirname } from 'node:path';
import type { CachePaths } from './cachePaths.ts';
import { quarantine } from './publish.ts';

/**
 * Moves an entry to quarantine, and with a wheel the byte-code that was made from it. Resolves to where it lies now;
 * `undefined` if it is gone. The caller holds the lock of its key.
 */
export async function setAside(place: string, paths: CachePaths): Promise<string | undefined> {
  const name = basename(place);
  const away = paths.quarantine(name);
  if (!(await quarantine(place, away))) {
    return undefined;
  }
  if (place === paths.wheel(name)) {
    await quarantine(dirname(paths.bytecode(name, '-')), `${away}-bytecode`);
  }
  return away;
}
