import { hash, randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, readSync, readdirSync, realpathSync } from 'node:fs';
import { access, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entryPath } from '../../cache/buckets.ts';
import { publishDirectory } from '../../cache/publish.ts';
import { exists } from '../../lib/files/exists.ts';
import { isErrno } from '../../lib/isErrno.ts';
import type { IsolatedCommand } from '../../process/isolation/isolation.ts';
import { refusingPython, refusingTool, servingPython } from './toolScripts.ts';

/** In the order of PATH. */
const systemFolders = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
];

export interface ToolsOptions {
  readonly cacheDir: string;
  /** For what is unfinished, on the cache's file system. */
  readonly temporary: string;
  /** Absolute, in the order of PATH; the system's if left out. */
  readonly folders?: readonly string[] | undefined;
}

/**
 * A folder for PATH that holds the tools of this machine but no Python and nothing that runs on one: these would be taken
 * for those of the environment, and a test of them says nothing of the release. In their places stand scripts that refuse
 * and leave evidence; `python3` and the like lead to the environment's Python where that is one. Made once for what the
 * system's folders hold.
 */
export async function toolsFolder(options: ToolsOptions): Promise<string> {
  const folders = await realFolders(options.folders ?? systemFolders);
  const key = hash('sha256', JSON.stringify([scriptsDigest, ...folders]), 'hex');
  const place = entryPath(options.cacheDir, 'tools', key);
  if (!exists(place)) {
    const unfinished = join(options.temporary, randomBytes(16).toString('hex'));
    await mkdir(unfinished, { recursive: true });
    await fill(unfinished, toolsOf(folders.map(({ path }) => path)));
    await publishDirectory(unfinished, place);
  }
  return place;
}

const scriptsDigest = hash(
  'sha256',
  refusingTool('tool') + servingPython('python3') + refusingPython,
  'hex',
);

interface RealFolder {
  readonly path: string;
  readonly inode: number;
  /** Changes whenever something comes, goes or is renamed. */
  readonly changed: number;
}

async function realFolders(paths: readonly string[]): Promise<readonly RealFolder[]> {
  const found: RealFolder[] = [];
  for (const path of paths) {
    try {
      const real = realpathSync(path);
      const { ino, mtimeMs } = await stat(real);
      if (!found.some((one) => one.path === real)) {
        found.push({ path: real, inode: ino, changed: mtimeMs });
      }
    } catch (error) {
      if (!isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP')) {
        throw error;
      }
    }
  }
  return found;
}

/** By name the program that PATH would find. */
function toolsOf(folders: readonly string[]): ReadonlyMap<string, string> {
  const tools = new Map<string, string>();
  for (const folder of folders) {
    for (const name of readdirSync(folder)) {
      if (!tools.has(name)) {
        tools.set(name, join(folder, name));
      }
    }
  }
  return tools;
}

async function fill(folder: string, tools: ReadonlyMap<string, string>): Promise<void> {
  await writeFile(join(folder, inPlaceOfPythons), refusingPython, { mode: 0o755 });
  for (const name of pythonNames) {
    await writeFile(join(folder, name), servingPython(name), { mode: 0o755 });
  }
  for (const [name, path] of tools) {
    if (pythonNames.includes(name) || !(await isProgram(path))) {
      continue;
    }
    if (pythonName.test(name) || runsOnPython(path)) {
      await writeFile(join(folder, name), refusingTool(name), { mode: 0o755 });
    } else {
      await symlink(path, join(folder, name));
    }
  }
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** In the folder of tools. */
const inPlaceOfPythons = '.python';

/** The Pythons of the system's folders, but for the one that an environment is made of, and the tool in their place. */
export function systemPythons(base: string): NonNullable<IsolatedCommand['replaced']> {
  found ??= [...toolsOf(systemFolders.filter(exists))]
    .filter(([name]) => pythonName.test(name))
    .flatMap(([, path]) => realFile(path));
  const [own] = realFile(base);
  const paths = [...new Set(found)].filter((path) => path !== own);
  return { paths, by: inPlaceOfPythons };
}

let found: readonly string[] | undefined;

function realFile(path: string): readonly string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}

/** What people call the Python of an environment. */
const pythonNames: readonly string[] = [
  'python',
  'python2',
  'python2.7',
  'python3',
  ...Array.from({ length: 16 }, (_, minor) => `python3.${minor}`),
];

const pythonName = /^(?:python|pypy)[\d.]*(?:[dmt]|-dbg|-config|w)*$/;

// Its first line names an interpreter; where that is too long for a first line, a shell is told to start it.
const pythonScript =
  /^#!.*(?:python|pypy)[\d.]*\w?(?:\s|$)|^#! ?\/bin\/sh\n'''exec' .*(?:python|pypy)/;

function runsOnPython(path: string): boolean {
  const buffer = Buffer.alloc(512);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    const [first = '', second = ''] = buffer.toString('latin1', 0, length).split('\n');
    return pythonScript.test(`${first}\n${second}`) && first.startsWith('#!');
  } catch {
    // What cannot be read cannot be run either.
    return false;
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}
