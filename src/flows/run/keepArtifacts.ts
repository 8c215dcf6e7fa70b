import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Folder } from '../../lib/files/folder.ts';
import type { EntryName } from '../../lib/files/folder.ts';
import { namesIn } from '../../lib/files/namesIn.ts';
import { NotRegular, copyRegularFile } from '../../lib/files/regularFile.ts';
import { fnmatch } from '../../lib/fnmatch.ts';
import { isErrno } from '../../lib/isErrno.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { Note } from '../../model/storedWheel.ts';
import type { CellFolders } from '../../process/isolation/cellFolders.ts';

/** Of one cell. */
const mostBytes = 100_000_000;
const mostFiles = 1000;
/** How many entries are looked at, and how deep. */
const mostEntries = 200_000;
const mostDepth = 40;

/** Where the artifacts of a run lie. */
export function artifactsFolder(runFolder: string): string {
  return join(runFolder, 'artifacts');
}

/**
 * Copies what a cell leaves in its working folders and the user wants into the run's folder, in place of what an earlier
 * attempt left. Code of a release may have put anything there: only regular files are taken, by descriptor, within limits.
 */
export async function keepArtifacts(
  folders: CellFolders,
  { id, around: { artifacts } }: Pick<CellJob, 'id' | 'around'>,
  runFolder: string,
): Promise<readonly Note[]> {
  if (artifacts.length === 0) {
    return [];
  }
  const into = join(artifactsFolder(runFolder), folderName(id));
  await rm(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true, mode: 0o700 });
  const collector = new Collector(artifacts, into);
  for (const path of workingFolders(folders)) {
    await collector.collect(path);
  }
  const { kept, leftOut } = collector;
  const count = `${kept} ${kept === 1 ? 'artifact' : 'artifacts'} kept in ${into}`;
  const rest = leftOut === 0 ? '' : `; ${leftOut} left out: no plain files, or too much of them`;
  return [{ code: 'artifacts', text: `${count}${rest}`, paths: [] }];
}

/** A cell's id as a file name. */
function folderName(id: string): string {
  return id.replaceAll(/[^\w.=@;,+!-]/g, '_').slice(0, 200);
}

/** Each step had one; that of the last counts before the others. */
function workingFolders({ cell, cwd }: CellFolders): readonly string[] {
  const former = namesIn(cell).filter((name) => name.startsWith(`${basename(cwd)}.`));
  return [cwd, ...former.map((name) => join(cell, name))];
}

class Collector {
  readonly #wanted: readonly ((path: string) => boolean)[];
  readonly #into: string;
  readonly #there = new Set<string>();
  #bytes = 0;
  #entries = 0;
  kept = 0;
  leftOut = 0;

  constructor(patterns: readonly string[], into: string) {
    this.#wanted = patterns.map((pattern) => fnmatch(pattern.replace(/^\.\//, '')));
    this.#into = into;
  }

  async collect(path: string): Promise<void> {
    try {
      using folder = Folder.open(path);
      await this.#walk(folder, '', 0);
    } catch (error) {
      // What is no folder any more holds nothing.
      if (!isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) {
        throw error;
      }
    }
  }

  async #walk(folder: Folder, prefix: string, depth: number): Promise<void> {
    for (const { name, isFolder } of folder.entries()) {
      this.#entries += 1;
      if (this.#entries > mostEntries || typeof name !== 'string') {
        continue;
      }
      const path = `${prefix}${name}`;
      if (isFolder && depth < mostDepth) {
        using inner = openFolder(folder, name);
        await (inner && this.#walk(inner, `${path}/`, depth + 1));
      } else if (!this.#there.has(path) && this.#wanted.some((matches) => matches(path))) {
        await this.#take(folder, name, path);
      }
    }
  }

  async #take(folder: Folder, name: EntryName, path: string): Promise<void> {
    this.#there.add(path);
    const target = join(this.#into, path);
    const most = mostBytes - this.#bytes;
    if (this.kept >= mostFiles || most <= 0) {
      this.leftOut += 1;
      return;
    }
    try {
      mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
      this.#bytes += await copyRegularFile({ folder, name, most }, target);
      this.kept += 1;
    } catch (error) {
      if (error instanceof NotRegular) {
        await rm(target, { force: true });
      } else if (!isErrno(error, 'EEXIST', 'ENOTDIR', 'ENAMETOOLONG')) {
        // What is a folder of one step may be a file of another.
        throw error;
      }
      this.leftOut += 1;
    }
  }
}

/** `undefined` where it is none any more. */
function openFolder(folder: Folder, name: EntryName): Folder | undefined {
  try {
    return folder.folder(name);
  } catch {
    return undefined;
  }
}
