import { join } from 'node:path';
import { archiveError } from './archiveError.ts';
import { EntryWriter } from './entryWriter.ts';
import { extractTarball, topOf } from './extractTarball.ts';
import type { TarballOptions } from './extractTarball.ts';
import { Flaws } from './flaws.ts';

/**
 * Unpacks a tarball whose contents lie in one folder, into an empty directory or one that does not exist. Resolves to the
 * absolute path of that folder. Throws SpipError `bad-archive`; nothing is ever written outside of `destination`.
 */
export async function extractTree(
  options: TarballOptions & { readonly destination: string },
): Promise<string> {
  const { filename, destination } = options;
  const writer = new EntryWriter(options);
  await extractTarball(options, { flaws: new Flaws(filename), writer });
  const top = topOf(writer.written);
  if (top === '') {
    throw archiveError(filename, 'its contents do not lie in one folder');
  }
  return join(destination, top);
}
