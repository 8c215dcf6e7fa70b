import { join } from 'node:path';
import type { Note } from '../model/storedWheel.ts';
import { archiveError } from './archiveError.ts';
import type { ArchiveLimits } from './archiveLimits.ts';
import { EntryWriter } from './entryWriter.ts';
import type { WrittenEntry } from './entryWriter.ts';
import { expectBelowTop } from './expectBelowTop.ts';
import { extractTarball, topOf } from './extractTarball.ts';
import type { Extraction } from './extractTarball.ts';
import { Flaws } from './flaws.ts';
import { withFileAccess } from './randomAccess.ts';
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
  const writer = new EntryWriter(options);
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

async function extractZip(
  options: ExtractSdistOptions,
  { flaws, writer }: Extraction,
): Promise<void> {
  const { filename: archive, limits } = options;
  await withFileAccess(options.path, async (access) => {
    const directory = await readZipDirectory(access, { archive, limits, flaws });
    expectBelowTop(
      directory.entries.map(({ name }) => name),
      archive,
    );
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
