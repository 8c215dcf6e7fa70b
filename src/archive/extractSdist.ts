import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';
import type { Note } from '../model/storedWheel.ts';
import { archiveError } from './archiveError.ts';
import { defaultLimits, exceededLimit } from './archiveLimits.ts';
import type { ArchiveLimits } from './archiveLimits.ts';
import { unpackBzip2 } from './unpackBzip2.ts';
import { Bzip2Error } from './bzip2Error.ts';
import { Flaws } from './flaws.ts';
import { planTar } from './planTar.ts';
import type { SourceEntry } from './planTar.ts';
import { withFileAccess } from './randomAccess.ts';
import { readTar } from './readTar.ts';
import { unpackGzip } from './unpackGzip.ts';
import { readZipDirectory } from './zipDirectory.ts';
import { expectEqualRepeats, readZipEntry } from './readZipEntry.ts';

export interface ExtractSdistOptions {
  readonly path: string;
  /** Decides the format and stands in messages. */
  readonly filename: string;
  /** An empty directory, or one that does not exist. */
  readonly destination: string;
  readonly limits?: ArchiveLimits | undefined;
}

export interface ExtractedSdist {
  /** Absolute: the folder of the project. */
  readonly root: string;
  /** What is odd about the archive. */
  readonly notes: readonly Note[];
}

/**
 * Unpacks a `.tar.gz`, `.tgz`, `.tar.bz2` or `.zip` sdist by the rules of PEP 706 (data filter). The project is its one
 * top folder, or all of it. Throws SpipError `bad-archive`; nothing is ever written outside `destination`.
 */
export async function extractSdist(options: ExtractSdistOptions): Promise<ExtractedSdist> {
  const { filename, destination } = options;
  const flaws = new Flaws(filename);
  const writer = new Writer(options);
  if (/\.zip$/i.test(filename)) {
    await extractZip(options, { flaws, writer });
  } else if (/\.(?:tar\.gz|tgz|tar\.bz2)$/i.test(filename)) {
    await extractTarball(options, { flaws, writer });
  } else {
    throw archiveError(filename, 'its format is none of `.tar.gz`, `.tgz`, `.tar.bz2` and `.zip`');
  }
  if (!/\.(?:tar\.gz|zip)$/i.test(filename)) {
    flaws.add('old-format');
  }
  const top = topOf(writer.written);
  if (top === '') {
    flaws.add('no-top-folder');
  }
  checkProject(writer.written, { top, filename });
  return { root: join(destination, top), notes: flaws.notes };
}

/** What an archive is unpacked with. */
interface Extraction {
  readonly flaws: Flaws;
  readonly writer: Writer;
}

/** The folder that all of it lies in; '' where there is no such folder. */
function topOf(entries: readonly WrittenEntry[]): string {
  const tops = new Set(entries.map(({ path }) => path.split('/')[0] ?? ''));
  const [top = ''] = tops;
  const isFolder = entries.some(
    ({ path, kind }) => path.startsWith(`${top}/`) || (path === top && kind === 'directory'),
  );
  return tops.size === 1 && isFolder ? top : '';
}

/** As for pip and uv, which look for these two files and nothing else. */
function checkProject(
  entries: readonly WrittenEntry[],
  { top, filename }: { readonly top: string; readonly filename: string },
): void {
  const prefix = top === '' ? '' : `${top}/`;
  const strayLink = entries.find(
    ({ kind, leadsTo }) => kind === 'symlink' && leadsTo !== top && !leadsTo.startsWith(prefix),
  );
  if (strayLink !== undefined) {
    throw archiveError(filename, `it is a symbolic link out of \`${top}\``, {
      entry: strayLink.path,
    });
  }
  const isProject = entries.some(
    ({ path, kind }) =>
      kind !== 'directory' && (path === `${prefix}pyproject.toml` || path === `${prefix}setup.py`),
  );
  if (!isProject) {
    const where = top === '' ? 'at its top' : `in \`${top}\``;
    throw archiveError(filename, `it has neither \`pyproject.toml\` nor \`setup.py\` ${where}`);
  }
}

/** A tar is unpacked in memory; the largest sdists of the public index stay below this. */
const maxTarBytes = 2 ** 30;

async function extractTarball(
  options: ExtractSdistOptions,
  { flaws, writer }: Extraction,
): Promise<void> {
  const { filename: archive, limits = defaultLimits } = options;
  const packed = await readFile(options.path);
  const maxBytes = Math.min(limits.maxTotalSize, maxTarBytes);
  const bytes = /\.bz2$/i.test(archive)
    ? inflateBzip2(packed, archive, maxBytes)
    : await unpackGzip(packed, { archive, maxBytes, flaws });
  const entries = readTar(bytes, { archive, flaws });
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

async function extractZip(
  options: ExtractSdistOptions,
  { flaws, writer }: Extraction,
): Promise<void> {
  const { filename: archive, limits } = options;
  await withFileAccess(options.path, async (access) => {
    const directory = await readZipDirectory(access, { archive, limits, flaws });
    const zip = { access, directory };
    await expectEqualRepeats(zip);
    for (const entry of directory.entries) {
      await writer.write({
        path: entry.directory ? entry.path.slice(0, -1) : entry.path,
        kind: entry.directory ? 'directory' : 'file',
        executable: entry.executable,
        data: entry.directory ? Buffer.alloc(0) : await readZipEntry(zip, entry),
        target: '',
        leadsTo: '',
      });
    }
  });
}

/** What of an entry matters when it has been written. */
type WrittenEntry = Omit<SourceEntry, 'data'>;

class Writer {
  readonly #options: ExtractSdistOptions;
  readonly #made = new Set<string>();
  readonly #written: WrittenEntry[] = [];

  constructor(options: ExtractSdistOptions) {
    this.#options = options;
  }

  /** In order, the archive's own top left out. */
  get written(): readonly WrittenEntry[] {
    return this.#written;
  }

  /** Writes an entry whose path is clean. */
  async write({ data, ...entry }: SourceEntry): Promise<void> {
    const { destination, filename } = this.#options;
    const path = join(destination, entry.path);
    if (entry.path !== '') {
      this.#written.push(entry);
    }
    await this.#directory(entry.kind === 'directory' ? path : dirname(path));
    try {
      if (entry.kind === 'symlink') {
        await symlink(entry.target, path);
      } else if (entry.kind === 'file') {
        await writeFile(path, data, { flag: 'wx', mode: entry.executable ? 0o755 : 0o644 });
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
