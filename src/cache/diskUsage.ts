import { setImmediate } from 'node:timers/promises';
import { treeStats } from '../lib/files/treeStats.ts';

// Files and folders per turn of the event loop, some 10 ms.
const turn = 1000;

/**
 * Bytes that a file or a folder with all it holds takes on the disk, whole blocks counted; 0 for what is gone. `own`
 * leaves out files that have other names too: their blocks are counted there.
 */
export async function diskUsage(path: string, which: 'all' | 'own' = 'all'): Promise<number> {
  let bytes = 0;
  let seen = 0;
  for (const stats of treeStats(path)) {
    if (which === 'all' || stats.nlink === 1 || stats.isDirectory()) {
      // The unit of `blocks` is 512 bytes, whatever the file system's is.
      bytes += stats.blocks * 512;
    }
    seen += 1;
    if (seen % turn === 0) {
      await setImmediate();
    }
  }
  return bytes;
}
