import { open } from 'node:fs/promises';
import { readEntryName } from '../archive/entryPath.ts';
import { RecentMap } from '../lib/recentMap.ts';
import { SpipError } from '../lib/spipError.ts';
import type { EnvironmentFile, GeneratedFile } from '../model/environment.ts';
import type { Interpreter } from '../model/interpreter.ts';
import type { EntryPoint, StoredFile, StoredWheel } from '../model/storedWheel.ts';
import { normaliseName } from '../pep/names.ts';
import { dataPath } from '../pep/wheelModule.ts';
import type { DataScheme } from '../pep/wheelModule.ts';
import { isOwnedBySpip } from './interpreterFiles.ts';
import { manifestLine } from './manifestText.ts';
import { recordDigest, recordField } from './recordField.ts';

/** One file in its place, with its line of the manifest. */
export interface PlacedFile {
  readonly file: EnvironmentFile;
  readonly line: string;
}

// Placing is the same for every cell that has this wheel on this Python. Some 50 MB at most.
const known = new RecentMap<string, readonly PlacedFile[]>({
  most: 100_000,
  weigh: (files) => files.length,
});

const numbers = new WeakMap<StoredWheel, number>();
let lastNumber = 0;

/** Tells wheels apart as objects: the store may have made one anew. */
function numberOf(wheel: StoredWheel): number {
  const number = numbers.get(wheel) ?? lastNumber + 1;
  numbers.set(wheel, number);
  lastNumber = Math.max(lastNumber, number);
  return number;
}

/**
 * Where each file of a wheel lands (binary-distribution-format), with scripts, RECORD and INSTALLER.
 *
 * @throws SpipError `install-failed`: a path that belongs to spip.
 */
export function placeWheel(
  wheel: StoredWheel,
  interpreter: Interpreter,
): Promise<readonly PlacedFile[]> {
  return known.get(`${numberOf(wheel)} ${interpreter.build}`, () => place(wheel, interpreter));
}

async function place(wheel: StoredWheel, interpreter: Interpreter): Promise<readonly PlacedFile[]> {
  const owner = normaliseName(wheel.name);
  const sitePackages = rootFolder(wheel, interpreter);
  const files = new Map<string, EnvironmentFile>();
  for (const stored of wheel.files) {
    const target = targetOf(stored, wheel, interpreter);
    files.set(target.path, await placedFile({ stored, target, wheel, owner }));
  }
  const scripts = interpreter.paths.scripts;
  for (const entryPoint of [...wheel.consoleScripts, ...wheel.guiScripts]) {
    const launcher = placedLauncher(entryPoint, scripts, owner);
    files.set(launcher.path, launcher);
  }
  const information = `${sitePackages}/${wheel.distInfo}`;
  const installer: GeneratedFile = {
    kind: 'generated',
    path: `${information}/INSTALLER`,
    recipe: 'INSTALLER',
    content: { kind: 'text', text: 'spip\n' },
    executable: false,
    owner,
  };
  files.set(installer.path, installer);
  const record = recordFile({ files: [...files.values()], information, sitePackages, owner });
  files.set(record.path, record);
  for (const path of files.keys()) {
    if (isOwnedBySpip(path, interpreter)) {
      throw new SpipError(
        'install-failed',
        `Failed to install \`${wheel.filename}\`: \`${path}\` belongs to the environment itself`,
      );
    }
  }
  return [...files.values()].map((file) => ({ file, line: manifestLine(file) }));
}

function rootFolder(wheel: StoredWheel, { paths }: Interpreter): string {
  return wheel.rootIsPurelib ? paths.purelib : paths.platlib;
}

interface Target {
  readonly path: string;
  readonly isScript: boolean;
}

function targetOf(stored: StoredFile, wheel: StoredWheel, interpreter: Interpreter): Target {
  const data = dataPath(stored.path);
  if (data === undefined) {
    return { path: `${rootFolder(wheel, interpreter)}/${stored.path}`, isScript: false };
  }
  const { scheme, rest } = data;
  const folder = schemeFolder(scheme, wheel, interpreter);
  return { path: folder === '' ? rest : `${folder}/${rest}`, isScript: scheme === 'scripts' };
}

function schemeFolder(scheme: DataScheme, wheel: StoredWheel, { paths }: Interpreter): string {
  return scheme === 'headers' ? `${paths.include}/${normaliseName(wheel.name)}` : paths[scheme];
}

interface Placing {
  readonly stored: StoredFile;
  readonly target: Target;
  readonly wheel: StoredWheel;
  readonly owner: string;
}

async function placedFile({ stored, target, wheel, owner }: Placing): Promise<EnvironmentFile> {
  const source = `${wheel.root}/${stored.path}`;
  if (target.isScript && (await namesPython(source))) {
    return {
      kind: 'generated',
      path: target.path,
      recipe: `script sha256:${stored.sha256}`,
      content: { kind: 'script', source },
      executable: true,
      owner,
    };
  }
  return {
    kind: 'store',
    path: target.path,
    source,
    sha256: stored.sha256,
    size: stored.size,
    executable: stored.executable,
    owner,
  };
}

/** Whether an installer has to name the real interpreter in a script's first line. */
async function namesPython(path: string): Promise<boolean> {
  const marker = '#!python';
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(marker.length), 0, marker.length, 0);
    return bytesRead === marker.length && buffer.toString('latin1') === marker;
  } finally {
    await file.close();
  }
}

function placedLauncher(entryPoint: EntryPoint, scripts: string, owner: string): GeneratedFile {
  const { name, module, attribute } = entryPoint;
  const read = readEntryName(name);
  if (typeof read === 'string' || read.path !== name || name === '') {
    throw new SpipError(
      'install-failed',
      `Expected the name of a script to be a file name: \`${name}\` of \`${owner}\``,
    );
  }
  return {
    kind: 'generated',
    path: `${scripts}/${name}`,
    recipe: `launcher ${module}:${attribute}`,
    content: { kind: 'launcher', entryPoint },
    executable: true,
    owner,
  };
}

interface Recording {
  readonly files: readonly EnvironmentFile[];
  /** Path of the `.dist-info`. */
  readonly information: string;
  readonly sitePackages: string;
  readonly owner: string;
}

function recordFile({ files, information, sitePackages, owner }: Recording): GeneratedFile {
  const path = `${information}/RECORD`;
  const field = (file: string): string => recordField(file, sitePackages);
  return {
    kind: 'generated',
    path,
    recipe: 'RECORD',
    content: {
      kind: 'record',
      rows: [
        ...files
          .filter((file) => file.kind === 'store')
          .map((file) => `${field(file.path)},${recordDigest(file.sha256)},${file.size}`),
        `${field(path)},,`,
      ],
      generated: files
        .filter((file) => file.kind === 'generated')
        .map((file) => ({ path: file.path, field: field(file.path) })),
    },
    executable: false,
    owner,
  };
}
