import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isErrno } from '../lib/isErrno.ts';
import { archiveError } from './archiveError.ts';
import { defaultLimits, exceededLimit } from './archiveLimits.ts';
import type { ArchiveLimits } from './archiveLimits.ts';
import { unpackBzip2 } from './unpackBzip2.ts';
import { Bzip2Error } from './bzip2Error.ts';
import { brokenPathRule } from './entryPath.ts';
import { planTar } from './planTar.ts';
import type { SourceEntry } from './planTar.ts';
import { withFileAccess } from './randomAccess.ts';
import { readTar } from './readTar.ts';
import { readZipDirectory } from './zipDirectory.ts';
import { readZipEntry } from './readZipEntry.ts';

export interface ExtractSdistOptions {
  readonly path: string;
  /** Decides the format and stands in messages. */
  readonly filename: string;
  /** An empty directory, or one that does not exist. */
  readonly destination: string;
  readonly limits?: ArchiveLimits | undefined;
}

/**
 * Unpacks a `.tar.gz`, `.tgz`, `.tar.bz2` or `.zip` sdist by the rules of PEP 706 (data filter) and returns the absolute path of
 * its one top folder. Throws SpipError `bad-archive`; nothing is ever written outside `destination`.
 */
export async function extractSdist(options: ExtractSdistOptions): Promise<string> {
  const { filename, destination } = options;
  // An archive may have nothing that makes a folder.
  await mkdir(destination, { recursive: true });
  if (/\.zip$/i.test(filename)) {
    await extractZip(options);
  } else if (/\.(?:tar\.gz|tgz|tar\.bz2)$/i.test(filename)) {
    await extractTarball(options);
  } else {
    throw archiveError(filename, 'its format is none of `.tar.gz`, `.tgz`, `.tar.bz2` and `.zip`');
  }
  const tops = await readdir(destination, { withFileTypes: true });
  const folders = tops.filter((top) => top.isDirectory() && top.name !== '__MACOSX');
  const [folder] = folders;
  if (folder === undefined || folders.length > 1) {
    throw archiveError(filename, `it has ${folders.length} top folders where one is expected`);
  }
  return join(destination, folder.name);
}

const unzipAll = promisify(gunzip);
/** A tar is unpacked in memory; the largest sdists of the public index stay below this. */
const maxTarBytes = 2 ** 30;

async function extractTarball(options: ExtractSdistOptions): Promise<void> {
  const { filename, limits = defaultLimits } = options;
  const packed = await readFile(options.path);
  const bytes = await inflateTar(packed, filename, Math.min(limits.maxTotalSize, maxTarBytes));
  const entries = readTar(bytes, filename);
  const rule = exceededLimit(limits, {
    entries: entries.length,
    totalSize: bytes.length,
    packedSize: packed.length,
  });
  if (rule !== undefined) {
    throw archiveError(filename, rule);
  }
  await writeEntries(planTar(entries, filename), options);
}

async function inflateTar(packed: Buffer, filename: string, maxBytes: number): Promise<Buffer> {
  if (/\.bz2$/i.test(filename)) {
    return inflateBzip2(packed, filename, maxBytes);
  }
  try {
    return await unzipAll(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    const rule = isErrno(error, 'ERR_BUFFER_TOO_LARGE')
      ? `it unpacks to more than ${maxBytes} bytes (limit \`maxTotalSize\`)`
      : 'its gzip data are damaged or cut off';
    throw archiveError(filename, rule, { cause: error });
  }
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

async function extractZip(options: ExtractSdistOptions): Promise<void> {
  const { filename: archive, limits } = options;
  await withFileAccess(options.path, async (access) => {
    const directory = await readZipDirectory(access, { archive, limits, lenientNames: true });
    const writer = new Writer(options);
    for (const entry of directory.entries) {
      await writer.write({
        path: entry.directory ? entry.path.slice(0, -1) : entry.path,
        kind: entry.directory ? 'directory' : 'file',
        executable: entry.executable,
        data: await readZipEntry({ access, directory }, entry),
        target: '',
      });
    }
  });
}

async function writeEntries(
  entries: readonly SourceEntry[],
  options: ExtractSdistOptions,
): Promise<void> {
  const writer = new Writer(options);
  // Links come last: no file is ever written through one.
  for (const entry of entries.filter(({ kind }) => kind !== 'symlink')) {
    await writer.write(entry);
  }
  for (const entry of entries.filter(({ kind }) => kind === 'symlink')) {
    await writer.write(entry);
  }
}

class Writer {
  readonly #options: ExtractSdistOptions;
  readonly #made = new Set<string>();

  constructor(options: ExtractSdistOptions) {
    this.#options = options;
  }

  async write(entry: SourceEntry): Promise<void> {
    const { destination, filename } = this.#options;
    const rule = brokenPathRule(entry.path, { refuseGit: false });
    if (rule !== undefined) {
      throw archiveError(filename, rule, { entry: entry.path });
    }
    const path = join(destination, entry.path);
    await this.#directory(entry.kind === 'directory' ? path : dirname(path));
    try {
      if (entry.kind === 'symlink') {
        await symlink(entry.target, path);
      } else if (entry.kind === 'file') {
        await writeFile(path, entry.data, { flag: 'wx', mode: entry.executable ? 0o755 : 0o644 });
      }
    } catch (error) {
      if (isErrno(error, 'EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG')) {
        throw archiveError(filename, 'it collides with another entry or its name is too long', {
          entry: entry.path,
          cause: error,
        });
      }
      throw error;
    }
  }

  async #directory(path: string): Promise<void> {
    if (this.#made.has(path)) {
      return;
    }
    try {
      await mkdir(path, { recursive: true });
    } catch (error) {
      if (isErrno(error, 'EEXIST', 'ENOTDIR')) {
        throw archiveError(this.#options.filename, 'a file of it is also used as a directory', {
          entry: path.slice(this.#options.destination.length + 1),
          cause: error,
        });
      }
      throw error;
    }
    this.#made.add(path);
  }
}
