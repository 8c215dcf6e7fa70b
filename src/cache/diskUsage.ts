import { walkTree } from './walkTree.ts';

/** Bytes that a file or a folder with all it holds takes on the disk, whole blocks counted; 0 for what is gone. */
export async function diskUsage(path: string): Promise<number> {
  let bytes = 0;
  await walkTree(path, ({ blocks }) => {
    // The unit of `blocks` is 512 bytes, whatever the file system's is.
    bytes += blocks * 512;
  });
  return bytes;
}
