import { walkTree } from './walkTree.ts';

/**
 * Bytes that a file or a folder with all it holds takes on the disk, whole blocks counted; 0 for what is gone. `own`
 * leaves out files that have other names too: their blocks are counted there.
 */
export async function diskUsage(path: string, which: 'all' | 'own' = 'all'): Promise<number> {
  let bytes = 0;
  await walkTree(path, (stats) => {
    if (which === 'all' || stats.nlink === 1 || stats.isDirectory()) {
      // The unit of `blocks` is 512 bytes, whatever the file system's is.
      bytes += stats.blocks * 512;
    }
  });
  return bytes;
}
