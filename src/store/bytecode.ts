import { hash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entryKey, entryPath } from '../cache/buckets.ts';
import type { Look } from '../cache/lookLockLook.ts';
import type { Product } from '../cache/producer.ts';
import { publishDirectory } from '../cache/publish.ts';
import { exists } from '../lib/files/exists.ts';
import type { Interpreter } from '../model/interpreter.ts';
import type { StoredWheel } from '../model/storedWheel.ts';
import { writeMarked } from './makeWheel.ts';
import { isIntact } from './readStoredWheel.ts';
import { storeMtime } from './storeFile.ts';
import { isMissing } from '../lib/isErrno.ts';
import { formatMarker } from './wheelRecord.ts';

/** One file of byte-code that may be linked into environments, beside the module that it was made from. */
export interface BytecodeFile {
  /** Path as it would have inside the wheel, for example `six/__pycache__/six.cpython-311.pyc`. */
  readonly path: string;
  /** Absolute. */
  readonly source: string;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * Compiles every module below `sourceRoot` to `<targetRoot>/<folder>/__pycache__/<module>.<tag>.pyc`, with the path
 * relative to `sourceRoot` as the name inside and the source's time and size as its validity. A module that does not
 * compile is left out. `compileProgram` is a program that does this.
 */
export type CompileBytecode = (sourceRoot: string, targetRoot: string) => Promise<void>;

export interface BytecodeOptions {
  readonly cacheDir: string;
  readonly compile: CompileBytecode;
}

type Row = readonly [path: string, size: number, sha256: string];

export function bytecodeProduct(
  wheel: StoredWheel,
  interpreter: Interpreter,
  options: BytecodeOptions,
): Product<readonly BytecodeFile[]> {
  const name = nameOf(wheel, interpreter);
  const place = entryPath(options.cacheDir, 'bytecode', name);
  return {
    key: entryKey({ bucket: 'bytecode', name }),
    place,
    weigh: (files) => files.length,
    look: () => lookForBytecode(place),
    make: async (folder) => {
      const finished = join(folder, 'bytecode');
      const target = join(finished, 'files');
      await mkdir(target, { recursive: true });
      await options.compile(wheel.root, target);
      await writeMarked(finished, 'bytecode.json', JSON.stringify(sealFiles(target)));
      await publishDirectory(finished, place);
    },
  };
}

/** Where the byte-code of a wheel for an interpreter lies. */
export function bytecodePlace(
  cacheDir: string,
  wheel: StoredWheel,
  interpreter: Interpreter,
): string {
  return entryPath(cacheDir, 'bytecode', nameOf(wheel, interpreter));
}

/** A look at what is there; makes nothing. */
export async function lookForBytecode(place: string): Promise<Look<readonly BytecodeFile[]>> {
  try {
    const text = await readFile(join(place, 'bytecode.json'), 'utf8');
    const marker = await readFile(join(place, 'ok'), 'utf8');
    const rows: unknown = marker === formatMarker(text) ? JSON.parse(text) : undefined;
    if (!isRows(rows)) {
      return { state: 'damaged', reason: '`bytecode.json` does not fit its marker' };
    }
    const files = rows.map(([path, size, sha256]) => ({
      path,
      size,
      sha256,
      source: join(place, 'files', path),
    }));
    const broken = files.find(({ source, size }) => !isIntact(source, { size, executable: false }));
    return broken === undefined
      ? { state: 'present', value: files }
      : { state: 'damaged', reason: `\`${broken.path}\` is missing or was changed` };
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
    return exists(place)
      ? { state: 'damaged', reason: '`bytecode.json` or its marker is missing' }
      : { state: 'absent' };
  }
}

/** Two builds of one version may differ in their magic number: the cache tag alone is not enough. */
function nameOf({ sha256 }: StoredWheel, { cacheTag, build }: Interpreter): string {
  return `${sha256}/${cacheTag.toLowerCase().replace(/[^a-z0-9._-]/g, '_')}-${build.slice(0, 12)}`;
}

/** Makes the files read-only like all files of the store, and lists them by path. */
function sealFiles(root: string): readonly Row[] {
  const rows = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): Row => {
      const path = join(entry.parentPath, entry.name);
      chmodSync(path, 0o444);
      utimesSync(path, storeMtime, storeMtime);
      const bytes = readFileSync(path);
      return [path.slice(root.length + 1), bytes.length, hash('sha256', bytes, 'hex')];
    });
  return rows.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function isRows(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.every((row) => Array.isArray(row) && row.length === 3);
}
