import { readFile } from 'node:fs/promises';
import { archiveError } from './archiveError.ts';
import { defaultLimits, exceededLimit, mostUnpacked } from './archiveLimits.ts';
import type { ArchiveLimits } from './archiveLimits.ts';
import { Bzip2Error } from './bzip2Error.ts';
import type { EntryWriter, WrittenEntry } from './entryWriter.ts';
import type { Flaws } from './flaws.ts';
import { planTar } from './planTar.ts';
import { readTar } from './readTar.ts';
import { unpackBzip2 } from './unpackBzip2.ts';
import { unpackGzip } from './unpackGzip.ts';

export interface TarballOptions {
  readonly path: string;
  /** Decides how it is packed and stands in messages. */
  readonly filename: string;
  readonly limits?: ArchiveLimits | undefined;
}

/** What an archive is unpacked with. */
export interface Extraction {
  readonly flaws: Flaws;
  readonly writer: EntryWriter;
}

/** A tar is unpacked in memory; the largest sdists of the public index stay below this. */
const maxTarBytes = 2 ** 30;

/**
 * Unpacks a `.tar.gz`, `.tgz` or `.tar.bz2` by the rules of PEP 706 (data filter). Throws SpipError `bad-archive`; nothing is ever written
 * outside of the writer's destination.
 */
export async function extractTarball(
  options: TarballOptions,
  { flaws, writer }: Extraction,
): Promise<void> {
  const { filename: archive, limits = defaultLimits } = options;
  const packed = await readFile(options.path);
  const maxBytes = Math.min(limits.maxTotalSize, maxTarBytes);
  const bytes = /\.bz2$/i.test(archive)
    ? inflateBzip2(packed, archive, maxBytes)
    : await unpackGzip(packed, { archive, maxBytes, flaws });
  const most = Math.min(maxBytes, mostUnpacked(limits, packed.length));
  const entries = readTar(bytes, { archive, flaws, maxHoles: Math.max(0, most - bytes.length) });
  const rule = exceededLimit(limits, {
    entries: entries.length,
    totalSize: bytes.length,
    packedSize: packed.length,
  });
  if (rule !== undefined) {
    throw archiveError(archive, rule);
  }
  const planned = planTar(entries, { archive, flaws });
  if (entries.some(({ path }) => path.startsWith('./')) && topOf(planned) !== '') {
    flaws.add('dot-top-folder');
  }
  // Links come last: no file is ever written through one.
  for (const isLink of [false, true]) {
    for (const entry of planned.filter(({ kind }) => (kind === 'symlink') === isLink)) {
      await writer.write(entry);
    }
  }
}

/** The folder that all of it lies in; '' where there is no such folder. */
export function topOf(entries: readonly WrittenEntry[]): string {
  const tops = new Set(entries.map(({ path }) => path.split('/')[0] ?? ''));
  const [top = ''] = tops;
  const isFolder = entries.some(
    ({ path, kind }) => path.startsWith(`${top}/`) || (path === top && kind === 'directory'),
  );
  return tops.size === 1 && isFolder ? top : '';
}

function inflateBzip2(packed: Buffer, filename: string, maxBytes: number): Buffer {
  try {
    return unpackBzip2(packed, maxBytes);
  } catch (error) {
    if (error instanceof Bzip2Error) {
      throw archiveError(filename, error.message, { cause: error });
    }
    throw error;
  }
}
