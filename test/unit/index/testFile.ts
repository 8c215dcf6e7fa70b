import type { ServedFile } from '../../support/indexPages.ts';

/** A file whose bytes are its name. */
export function testFile(filename: string, more: Partial<ServedFile> = {}): ServedFile {
  return { filename, bytes: Buffer.from(filename), ...more };
}
