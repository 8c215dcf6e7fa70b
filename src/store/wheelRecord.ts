import { hash } from 'node:crypto';
import type { EntryPoint, Note, StoredFile, StoredWheel } from '../model/storedWheel.ts';

/** What `wheel.json` holds: a stored wheel but for the place where it lies. */
export type WheelRecord = Omit<StoredWheel, 'root'>;

type FileRow = readonly [path: string, sha256: string, size: number, executable: 0 | 1];
type PointRow = readonly [name: string, module: string, attribute: string];

/** Text of `wheel.json`: compact, because the cost of a warm start is reading it. */
export function formatWheelRecord(wheel: WheelRecord): string {
  const points = (entries: readonly EntryPoint[]): readonly PointRow[] =>
    entries.map(({ name, module, attribute }) => [name, module, attribute]);
  return JSON.stringify({
    sha256: wheel.sha256,
    filename: wheel.filename,
    name: wheel.name,
    version: wheel.version,
    distInfo: wheel.distInfo,
    purelib: wheel.rootIsPurelib,
    console: points(wheel.consoleScripts),
    gui: points(wheel.guiScripts),
    notes: wheel.notes,
    files: wheel.files.map(({ path, sha256, size, executable }): FileRow => [
      path,
      sha256,
      size,
      executable ? 1 : 0,
    ]),
  });
}

/** Text of `ok`, the marker that is written last: the digest of `wheel.json`. */
export function formatMarker(text: string): string {
  return `${hash('sha256', text, 'hex')}\n`;
}

/** Reads `wheel.json` back; `undefined` if it is not whole: the marker vouches for every byte of it. */
export function parseWheelRecord(text: string, marker: string): WheelRecord | undefined {
  if (formatMarker(text) !== marker) {
    return undefined;
  }
  const value: unknown = JSON.parse(text);
  if (!isWritten(value)) {
    return undefined;
  }
  return {
    sha256: value.sha256,
    filename: value.filename,
    name: value.name,
    version: value.version,
    distInfo: value.distInfo,
    rootIsPurelib: value.purelib,
    consoleScripts: value.console.map(toPoint),
    guiScripts: value.gui.map(toPoint),
    notes: value.notes,
    files: value.files.map(([path, sha256, size, executable]): StoredFile => {
      return { path, sha256, size, executable: executable === 1 };
    }),
  };
}

function toPoint([name, module, attribute]: PointRow): EntryPoint {
  return { name, module, attribute };
}

interface Written {
  readonly sha256: string;
  readonly filename: string;
  readonly name: string;
  readonly version: string;
  readonly distInfo: string;
  readonly purelib: boolean;
  readonly console: readonly PointRow[];
  readonly gui: readonly PointRow[];
  readonly notes: readonly Note[];
  readonly files: readonly FileRow[];
}

/** Bytes that carry their own digest were written by `formatWheelRecord`: a look at the shape is enough. */
function isWritten(value: unknown): value is Written {
  return (
    typeof value === 'object' &&
    value !== null &&
    'sha256' in value &&
    'filename' in value &&
    'distInfo' in value &&
    'console' in value &&
    'gui' in value &&
    'notes' in value &&
    'files' in value &&
    Array.isArray(value.files)
  );
}
