import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { archiveError } from '../archive/archiveError.ts';
import type { ArchiveLimits } from '../archive/archiveLimits.ts';
import { Flaws } from '../archive/flaws.ts';
import type { RandomAccess } from '../archive/randomAccess.ts';
import { expectEqualRepeats, readZipEntry, streamZipEntry } from '../archive/readZipEntry.ts';
import type { OpenZip } from '../archive/readZipEntry.ts';
import { readZipDirectory } from '../archive/zipDirectory.ts';
import type { ZipEntry } from '../archive/zipDirectory.ts';
import { decodeUtf8 } from '../lib/decodeUtf8.ts';
import { diskError } from '../lib/files/diskError.ts';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';
import type { StoredFile } from '../model/storedWheel.ts';
import { maxMetadataBytes, parseMetadata } from '../pep/metadata.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';
import { dataPath } from '../pep/wheelModule.ts';
import { parseEntryPoints } from './entryPointsFile.ts';
import type { ScriptEntryPoints } from './entryPointsFile.ts';
import { digestBytes, digestStream, RecordCheck } from './recordCheck.ts';
import { parseRecord } from './recordFile.ts';
import { sealStoreFile, writeAll, writeStoreFile } from './storeFile.ts';
import { parseWheelFile } from './wheelFile.ts';
import { expectFitting, landingPlace, readWheelLayout } from './wheelLayout.ts';
import type { WheelLayout, WheelLayoutOptions } from './wheelLayout.ts';
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
  const flaws = new Flaws(filename);
  const directory = await readZipDirectory(access, { archive: filename, limits, flaws });
  const zip: OpenZip = { access, directory };
  await expectEqualRepeats(zip);
  const layout = readWheelLayout(directory, { filename, flaws });
  const metadata = await readWheelMetadata(zip, layout, { filename, flaws });
  const wheel = await readText(zip, layout.wheel, parseWheelFile);
  const scripts = await readScripts(zip, layout, flaws);
  const rows = await readText(zip, layout.record, (text) => parseRecord(text, flaws));
  const check = new RecordCheck(rows, flaws);
  const files = await writeFiles(zip, layout, { root: options.root, check }).catch(
    (error: unknown) => {
      if (isErrno(error, 'EEXIST', 'ENOTDIR', 'EISDIR')) {
        throw archiveError(filename, 'two of its paths are one on this file system', {
          cause: error,
        });
      }
      const bytes = layout.files.reduce((sum, { size }) => sum + size, 0);
      const what = `unpack \`${filename}\` (${bytes} bytes in ${layout.files.length} files)`;
      throw diskError(error, `${what} to \`${options.place ?? options.root}\``);
    },
  );
  check.finish(layout.distInfo);
  checkLandings(files, { filename, flaws });
  if (wheel.flaw !== undefined) {
    flaws.add(wheel.flaw);
  }
  if (parseWheelFilename(filename).hasCapitalTags) {
    flaws.add('tag-case');
  }
  return {
    sha256: options.sha256,
    filename,
    name: metadata.name,
    version: metadata.version,
    distInfo: layout.distInfo,
    rootIsPurelib: wheel.rootIsPurelib,
    consoleScripts: scripts.console,
    guiScripts: scripts.gui,
    notes: flaws.notes,
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** Refuses two contents for one place: it would depend on the order which of them is installed. */
function checkLandings(
  files: readonly StoredFile[],
  { filename, flaws }: WheelLayoutOptions,
): void {
  const landed = new Map<string, StoredFile>();
  for (const file of files) {
    const place = landingPlace(file.path);
    const other = landed.get(place);
    if (other !== undefined && other.sha256 !== file.sha256) {
      throw archiveError(filename, `it would land where \`${other.path}\` does, and differs`, {
        entry: file.path,
      });
    }
    if (other !== undefined) {
      flaws.add('repeated-entry', file.path);
    }
    landed.set(place, file);
  }
}

async function readText<T>(
  zip: OpenZip,
  entry: ZipEntry,
  parse: (text: string) => T | string,
): Promise<T> {
  const text = decodeUtf8(await readZipEntry(zip, entry));
  const parsed = text === undefined ? 'it is no UTF-8' : parse(text);
  if (typeof parsed === 'string') {
    throw archiveError(zip.directory.archive, parsed, { entry: entry.path });
  }
  return parsed;
}

async function readScripts(
  zip: OpenZip,
  layout: WheelLayout,
  flaws: Flaws,
): Promise<ScriptEntryPoints> {
  const { entryPoints, files } = layout;
  if (entryPoints === undefined) {
    return { console: [], gui: [] };
  }
  const scripts = await readText(zip, entryPoints, (text) => parseEntryPoints(text, flaws));
  const names = new Set([...scripts.console, ...scripts.gui].map(({ name }) => name));
  for (const { path } of files) {
    const data = dataPath(path);
    if (data?.scheme === 'scripts' && names.has(data.rest)) {
      flaws.add('script-replaced', path);
    }
  }
  return scripts;
}

async function readWheelMetadata(
  zip: OpenZip,
  layout: WheelLayout,
  { filename, flaws }: WheelLayoutOptions,
): Promise<{ readonly name: string; readonly version: string }> {
  const bytes = await readZipEntry(zip, layout.metadata, maxMetadataBytes);
  const metadata = parseOrRefuse(bytes, filename, layout);
  expectFitting(metadata, filename, layout.metadata.path);
  if (decodeUtf8(bytes) === undefined) {
    flaws.add('metadata-encoding');
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
  target.check.check(entry.path, bytes.length, digests);
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
  target.check.check(entry.path, entry.size, digests);
  return storedFile(entry, digests.sha256);
}

function storedFile(entry: ZipEntry, sha256: string): StoredFile {
  return { path: entry.path, sha256, size: entry.size, executable: entry.executable };
}
