import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import type { PackageIndex } from '../../index/openIndex.ts';
import type { FetchFile } from '../../store/fetchVerified.ts';

/** How files come into the store: from the index, but those that this run has brought itself from where they lie. */
export function fetchFiles(index: Pick<PackageIndex, 'download'>): {
  readonly fetch: FetchFile;
  readonly brought: Map<string, string>;
} {
  const brought = new Map<string, string>();
  return {
    brought,
    fetch: async (file, destination) => {
      const path = brought.get(file.url);
      await (path === undefined
        ? index.download(file, destination)
        : copyFile(path, destination, constants.COPYFILE_EXCL));
    },
  };
}
