import { open } from 'node:fs/promises';

/** Bytes that can be read anywhere: a file, a buffer, or a remote file by ranged requests. */
export interface RandomAccess {
  readonly size: number;
  /** Exactly `length` bytes from `offset`; both lie inside `size`. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Archives up to this size are read into memory at once: one system call in place of one per entry. */
const wholeFileBytes = 32 * 2 ** 20;

/** Reads from memory. */
function bytesAccess(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** Runs `task` with the bytes of a file, which is closed afterwards. */
export async function withFileAccess<T>(
  path: string,
  task: (access: RandomAccess) => Promise<T>,
): Promise<T> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const buffer = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await file.read(buffer, done, length - done, offset + done);
        if (bytesRead === 0) {
          throw new Error(`Unexpected end of file: ${path}`);
        }
        done += bytesRead;
      }
      return buffer;
    };
    return await task(size <= wholeFileBytes ? bytesAccess(await read(0, size)) : { size, read });
  } finally {
    await file.close();
  }
}
