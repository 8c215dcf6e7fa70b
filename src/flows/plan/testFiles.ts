import { constants } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { access, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { isErrno } from '../../lib/isErrno.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { CustomFiles } from '../../model/cellJob.ts';
import type { Places } from '../../model/settings.ts';

export interface TestFiles extends CustomFiles {
  /** Absolute paths of sockets, pipes and devices, which no cell gets. */
  readonly leftOut: readonly string[];
}

/**
 * What `--tests` and the script bring into each cell, looked through before anything runs. An operand that is a link
 * stands for what it leads to; a link below one stays a link where it leads to something below the same operand.
 *
 * @throws SpipError `not-found`; `usage` for two of one name, what can't be read, and places of spip below an operand
 */
export async function testFiles(operands: readonly string[], places: Places): Promise<TestFiles> {
  expectDifferentNames(operands);
  const found: Found = { follow: new Map(), leftOut: [], places };
  const files: CustomFiles['files'][number][] = [];
  for (const operand of operands) {
    const path = await realOperand(operand, places);
    files.push({ path, name: basename(operand) });
    await lookThrough(path, { top: path, operand }, found);
  }
  return {
    files,
    follow: Object.fromEntries(found.follow),
    leftOut: found.leftOut.toSorted(),
  };
}

interface Found {
  /** Links, by path, to what is copied in their place. */
  readonly follow: Map<string, string>;
  readonly leftOut: string[];
  readonly places: Places;
}

interface Tree {
  /** Real path. */
  readonly top: string;
  /** As messages name it. */
  readonly operand: string;
  /** Whether a link led here from below an operand: links below it stay what they are, so that there is an end. */
  readonly isBehindLink?: boolean;
}

function expectDifferentNames(operands: readonly string[]): void {
  const byName = Map.groupBy(operands, (operand) => basename(operand));
  for (const [name, [first = '', second]] of byName) {
    if (name === '') {
      throw new SpipError('usage', `Expected files or folders of tests, found \`${first}\``);
    }
    if (second !== undefined) {
      const both = first === second ? `\`${first}\` twice` : `\`${first}\` and \`${second}\``;
      throw new SpipError('usage', `Expected tests of different names, found ${both}`, {
        hint: 'all of them are copied into one folder: name the folder that holds them',
      });
    }
  }
}

async function realOperand(operand: string, places: Places): Promise<string> {
  const path = await realpath(operand).catch((error: unknown) => {
    throw isErrno(error, 'EACCES')
      ? unreadable(operand, error)
      : new SpipError('not-found', `Expected \`${operand}\` (--tests) to exist`, { cause: error });
  });
  const kind = await stat(path);
  if (!kind.isFile() && !kind.isDirectory()) {
    throw new SpipError(
      'usage',
      `Expected a file or folder of tests, found ${nameOfKind(kind)}: \`${operand}\``,
    );
  }
  await expectNoPlace(path, operand, places);
  return path;
}

/** The worktrees of cells lie in the cache: they would be copied into themselves. */
async function expectNoPlace(path: string, shown: string, places: Places): Promise<void> {
  for (const [name, place, inner] of [
    ['cache', places.cacheDir, ''],
    ['cache', places.cacheDir, 'work'],
    ['data directory', places.dataDir, ''],
  ] as const) {
    const folder = join(place, inner);
    const real = await realpath(folder).catch(() => folder);
    if (real === path || isBelow(real, path)) {
      throw new SpipError(
        'usage',
        `Expected tests beside the ${name} \`${place}\`, found it below \`${shown}\``,
        {
          hint: 'name the tests themselves, or choose another place with `--cache-dir` and `--data-dir`',
        },
      );
    }
  }
}

async function lookThrough(path: string, tree: Tree, found: Found): Promise<void> {
  const kind = await ignoringGone(stat(path));
  if (kind === undefined) {
    return;
  }
  if (!kind.isFile() && !kind.isDirectory()) {
    found.leftOut.push(path);
    return;
  }
  await expectReadable(path, kind);
  const entries = kind.isDirectory()
    ? await ignoringGone(readdir(path, { withFileTypes: true }))
    : undefined;
  for (const entry of entries ?? []) {
    await lookAt(entry, tree, found);
  }
}

async function lookAt(entry: Dirent, tree: Tree, found: Found): Promise<void> {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isSymbolicLink()) {
    await lookThrough(path, tree, found);
    return;
  }
  const target = tree.isBehindLink === true ? undefined : await leadsOut(path, tree);
  if (target !== undefined) {
    await expectNoPlace(target, path, found.places);
    found.follow.set(path, target);
    await lookThrough(target, { ...tree, top: target, isBehindLink: true }, found);
  }
}

/** What a link leads to if the cell would not have it; not what holds the link itself, and nothing that is missing. */
async function leadsOut(link: string, { top }: Tree): Promise<string | undefined> {
  const target = await realpath(link).catch(() => undefined);
  if (target === undefined || target === top || isBelow(top, target)) {
    return undefined;
  }
  // An absolute path means another file in the cell, wherever it leads here.
  const stays = isBelow(target, top) && !isAbsolute(await readlink(link));
  return stays || isBelow(link, target) ? undefined : target;
}

async function expectReadable(path: string, kind: Stats): Promise<void> {
  const mode = kind.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK;
  await access(path, mode).catch((error: unknown) => {
    if (!isErrno(error, 'ENOENT')) {
      throw unreadable(path, error);
    }
  });
}

function unreadable(path: string, cause: unknown): SpipError {
  return new SpipError('usage', `Expected tests that can be read: \`${path}\``, { cause });
}

/** What went away meanwhile, or has a name that is no text, is no fault. */
async function ignoringGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) {
      return undefined;
    }
    throw error;
  }
}

function nameOfKind(kind: Stats): string {
  return kind.isFIFO() ? 'a pipe' : kind.isSocket() ? 'a socket' : 'a device';
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
