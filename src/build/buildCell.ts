import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Folder } from '../lib/files/folder.ts';
import { isMissing } from '../lib/isErrno.ts';
import { foldersOfCell } from '../process/isolation/cellFolders.ts';
import type { CellFolders } from '../process/isolation/cellFolders.ts';

/**
 * Where the hooks of one build run, each in a folder that no process but spip has touched, at the same path for all. What
 * the one before has left there is moved out of sight; only what the next goes on with comes along, and must be a folder.
 */
export class BuildCell implements Disposable {
  readonly folders: CellFolders;
  /** For compiled byte-code, which the next hook finds again. */
  readonly pycache: string;
  /** For the driver, its call, and what the hook is to leave. */
  readonly hookPath: string;
  readonly #opened: Folder[] = [];
  /** Above all of it: no process of the build sees more of it than the cell. */
  readonly #work: Folder;
  #fresh: FreshFolders;

  /** The directory is made if it is missing. */
  constructor(workDirectory: string) {
    this.folders = foldersOfCell(join(workDirectory, 'cell'));
    this.pycache = join(this.folders.cell, 'pycache');
    this.hookPath = join(this.folders.cell, 'hook');
    mkdirSync(workDirectory, { recursive: true, mode: 0o700 });
    this.#work = this.#open(() => Folder.open(workDirectory));
    this.#fresh = this.#make();
  }

  /** What lies at `hookPath` for the present hook, whatever that does to the path; open as long as the cell is. */
  get hook(): Folder {
    return this.#fresh.hook;
  }

  /**
   * `root` is that of the source tree.
   *
   * @throws the error of the system where there is no folder to go on with
   */
  renew(root: string, { keepsEnvironment }: { readonly keepsEnvironment: boolean }): void {
    const { cell: used } = this.#fresh;
    renameSync(this.#work.at('cell'), this.#work.at(randomBytes(8).toString('hex')));
    this.#fresh = this.#make();
    const { cell } = this.#fresh;
    moveFolder('cwd', used, cell);
    expectFolder(relative(this.folders.cell, root).split(sep), cell);
    if (keepsEnvironment) {
      moveFolder('env', used, cell);
    }
    try {
      moveFolder('pycache', used, cell);
    } catch (error) {
      // It only saves time.
      if (!isMissing(error)) {
        throw error;
      }
    }
  }

  #make(): FreshFolders {
    mkdirSync(this.#work.at('cell'), { mode: 0o700 });
    const cell = this.#open(() => this.#work.folder('cell'));
    for (const name of ['home', 'tmp', 'hook']) {
      mkdirSync(cell.at(name), { mode: 0o700 });
    }
    return { cell, hook: this.#open(() => cell.folder('hook')) };
  }

  #open(open: () => Folder): Folder {
    const folder = open();
    this.#opened.push(folder);
    return folder;
  }

  [Symbol.dispose](): void {
    this.#opened.forEach((folder) => folder[Symbol.dispose]());
  }
}

interface FreshFolders {
  readonly cell: Folder;
  readonly hook: Folder;
}

function moveFolder(name: string, from: Folder, to: Folder): void {
  using folder = from.folder(name);
  // Whoever may not write to a folder may not move it.
  folder.unlock();
  renameSync(from.at(name), to.at(name));
}

function expectFolder([name, ...below]: readonly string[], folder: Folder): void {
  if (name !== undefined) {
    using found = folder.folder(name);
    expectFolder(below, found);
  }
}
