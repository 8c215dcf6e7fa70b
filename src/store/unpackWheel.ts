import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { archiveError } from '../archive/archiveError.ts';
import type { ArchiveLimits } from '../archive/archiveLimits.ts';
import type { RandomAccess } from '../archive/randomAccess.ts';
import { readZipEntry, streamZipEntry } from '../archive/readZipEntry.ts';
import type { OpenZip } from '../archive/readZipEntry.ts';
import { readZipDirectory } from '../archive/zipDirectory.ts';
import type { ZipEntry } from '../archive/zipDirectory.ts';
import { diskError } from '../lib/diskError.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Note, StoredFile } from '../model/storedWheel.ts';
import { maxMetadataBytes, parseMetadata } from '../pep/metadata.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { parseEntryPoints } from './entryPointsFile.ts';
import type { ScriptEntryPoints } from './entryPointsFile.ts';
import { digestBytes, digestStream, RecordCheck } from './recordCheck.ts';
import { parseRecord } from './recordFile.ts';
import { sealStoreFile, writeAll, writeStoreFile } from './storeFile.ts';
import { parseWheelFile } from './wheelFile.ts';
import { fitsFilename, readWheelLayout } from './wheelLayout.ts';
import type { WheelLayout } from './wheelLayout.ts';
import type { WheelRecord } from './wheelRecord.ts';

export interface UnpackWheelOptions {
  readonly access: RandomAccess;
  readonly filename: string;
  /** Of the whole file; checked before. */
  readonly sha256: string;
  /** Where the files go; must exist and be empty. */
  readonly root: string;
  /** Where they will be in the end, for messages; default `root`. */
  readonly place?: string | undefined;
  readonly limits?: ArchiveLimits | undefined;
}

/**
 * Verifies a wheel and writes its files. Names, places, metadata and scripts are checked before the first write,
 * every file against RECORD as it is written. Throws SpipError `bad-archive` naming entry and rule; `disk` with the room
 * that the files need.
 */
export async function unpackWheel(options: UnpackWheelOptions): Promise<WheelRecord> {
  const { access, filename, limits } = options;
  const directory = await readZipDirectory(access, { archive: filename, limits });
  const zip: OpenZip = { access, directory };
  const layout = readWheelLayout(directory, filename);
  const metadata = await readWheelMetadata(zip, layout, filename);
  const wheel = await readText(zip, layout.wheel, parseWheelFile);
  const scripts: ScriptEntryPoints =
    layout.entryPoints === undefined
      ? { console: [], gui: [] }
      : await readText(zip, layout.entryPoints, parseEntryPoints);
  const rows = await readText(zip, layout.record, parseRecord);
  const check = new RecordCheck(rows, layout.distInfo);
  const files = await writeFiles(zip, layout, { root: options.root, check }).catch(
    (error: unknown) => {
      const bytes = layout.files.reduce((sum, { size }) => sum + size, 0);
      const what = `unpack \`${filename}\` (${bytes} bytes in ${layout.files.length} files)`;
      throw diskError(error, `${what} to \`${options.place ?? options.root}\``);
    },
  );
  return {
    sha256: options.sha256,
    filename,
    name: metadata.name,
    version: metadata.version,
    distInfo: layout.distInfo,
    rootIsPurelib: wheel.rootIsPurelib,
    consoleScripts: scripts.console,
    guiScripts: scripts.gui,
    notes: [...check.notes(), ...versionNotes(wheel.newerVersion)],
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

async function readText<T>(
  zip: OpenZip,
  entry: ZipEntry,
  parse: (text: string) => T | string,
): Promise<T> {
  const parsed = parse((await readZipEntry(zip, entry)).toString('utf8'));
  if (typeof parsed === 'string') {
    throw archiveError(zip.directory.archive, parsed, { entry: entry.path });
  }
  return parsed;
}

async function readWheelMetadata(
  zip: OpenZip,
  layout: WheelLayout,
  filename: string,
): Promise<{ readonly name: string; readonly version: string }> {
  const bytes = await readZipEntry(zip, layout.metadata, maxMetadataBytes);
  const metadata = parseOrRefuse(bytes, filename, layout);
  if (!fitsFilename(metadata, filename)) {
    throw archiveError(
      filename,
      `it names \`${metadata.name}\` \`${metadata.version}\`, which does not fit the file name`,
      { entry: layout.metadata.path },
    );
  }
  return metadata;
}

/** Metadata without name or version are the archive's fault, and its name tells whose. */
function parseOrRefuse(bytes: Uint8Array, filename: string, layout: WheelLayout): CoreMetadata {
  try {
    return parseMetadata(bytes);
  } catch (error) {
    if (error instanceof SpipError) {
      const rule = `it is no core metadata: ${error.message}`;
      throw archiveError(filename, rule, { entry: layout.metadata.path, cause: error });
    }
    throw error;
  }
}

function versionNotes(newerVersion: string | undefined): readonly Note[] {
  return newerVersion === undefined
    ? []
    : [
        {
          code: 'wheel-version',
          text: `Wheel-Version is ${newerVersion}; spip knows 1.0`,
          paths: [],
        },
      ];
}

interface Target {
  readonly root: string;
  readonly check: RecordCheck;
}

/** Entries above this pass through in pieces. */
const streamedBytes = 16 * 2 ** 20;
/** After so many bytes the rest of the program gets a turn. */
const turnBytes = 2 * 2 ** 20;

async function writeFiles(
  zip: OpenZip,
  layout: WheelLayout,
  target: Target,
): Promise<StoredFile[]> {
  const folders = new Set<string>();
  const files: StoredFile[] = [];
  let sinceTurn = 0;
  for (const entry of layout.files) {
    const path = join(target.root, entry.path);
    const folder = dirname(path);
    if (!folders.has(folder)) {
      mkdirSync(folder, { recursive: true });
      folders.add(folder);
    }
    const file =
      entry.size > streamedBytes
        ? await streamFile(zip, entry, { ...target, path })
        : await writeFile(zip, entry, { ...target, path });
    files.push(file);
    // A small file costs about as much as 4 KiB of inflating.
    sinceTurn += entry.size + 4096;
    if (sinceTurn > turnBytes) {
      sinceTurn = 0;
      await nextTurn();
    }
  }
  return files;
}

type FileTarget = Target & { readonly path: string };

async function writeFile(zip: OpenZip, entry: ZipEntry, target: FileTarget): Promise<StoredFile> {
  const bytes = await readZipEntry(zip, entry);
  const digests = digestBytes(bytes, target.check.row(entry.path));
  const rule = target.check.check(entry.path, bytes.length, digests);
  if (rule !== undefined) {
    throw archiveError(zip.directory.archive, rule, { entry: entry.path });
  }
  writeStoreFile(target.path, bytes, entry.executable);
  return storedFile(entry, digests.sha256);
}

async function streamFile(zip: OpenZip, entry: ZipEntry, target: FileTarget): Promise<StoredFile> {
  const digest = digestStream(target.check.row(entry.path));
  const file = openSync(target.path, 'wx', 0o600);
  try {
    for await (const piece of streamZipEntry(zip, entry)) {
      digest.update(piece);
      writeAll(file, piece);
    }
    sealStoreFile(file, entry.executable);
  } finally {
    closeSync(file);
  }
  const digests = digest.end();
  const rule = target.check.check(entry.path, entry.size, digests);
  if (rule !== undefined) {
    throw archiveError(zip.directory.archive, rule, { entry: entry.path });
  }
  return storedFile(entry, digests.sha256);
}

function storedFile(entry: ZipEntry, sha256: string): StoredFile {
  return { path: entry.path, sha256, size: entry.size, executable: entry.executable };
}
