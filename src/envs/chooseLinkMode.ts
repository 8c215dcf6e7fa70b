import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LinkMode } from './linkMode.ts';

export interface LinkSituation {
  /** Whether tests see the environment read-only. */
  readonly sandboxed: boolean;
  /** Numeric user; `undefined` where the platform has none. */
  readonly uid: number | undefined;
  /** A writable folder on the store's file system. */
  readonly cacheDir: string;
  /** A writable folder where environments will lie. */
  readonly workDir: string;
}

/**
 * How store files come into environments. A hard link shares its inode with the store, so without a sandbox it is only
 * for users whom a read-only mode stops; root gets copies. What the file system can do is tried, not guessed.
 */
export async function chooseLinkMode(situation: LinkSituation): Promise<LinkMode> {
  const { sandboxed, uid, cacheDir, workDir } = situation;
  const name = `.spip-${randomBytes(8).toString('hex')}`;
  const source = join(cacheDir, name);
  const target = join(workDir, `${name}-link`);
  try {
    await writeFile(source, 'x', { flag: 'wx' });
    if ((sandboxed || uid !== 0) && (await succeeds(link(source, target)))) {
      return 'hardlink';
    }
    const clones = await succeeds(copyFile(source, target, constants.COPYFILE_FICLONE_FORCE));
    return clones ? 'reflink' : 'copy';
  } finally {
    await rm(target, { force: true });
    await rm(source, { force: true });
  }
}

async function succeeds(attempt: Promise<void>): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch {
    return false;
  }
}
