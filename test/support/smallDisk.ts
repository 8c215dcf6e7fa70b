import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory with little room; it goes away with the object. */
export interface SmallDisk extends Disposable {
  readonly path: string;
  /** Changes its options while it is in use, for example `size=64m` or `ro`. */
  change(options: string): void;
}

/**
 * Mounts one in a folder of its own, to which `link` then leads: below the rig's folder every process of the machine
 * would look as if it used the rig.
 */
export function mountSmallDisk(link: string, options: string): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'small-disk-'));
  mount(['-t', 'tmpfs', '-o', `mode=0700,${options}`, 'tmpfs', path]);
  symlinkSync(path, link);
  return {
    path,
    change: (changed) => mount(['-o', `remount,${changed}`, path]),
    [Symbol.dispose]: () => {
      spawnSync('umount', ['--lazy', path]);
      rmdirSync(path);
    },
  };
}

/** Why there are no small disks here; `false` if there are. */
export function noSmallDisks(): string | false {
  const { status } = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  return status === 0 ? false : 'needs root, to mount file systems in memory';
}

function mount(args: readonly string[]): void {
  execFileSync('mount', args, { stdio: 'pipe' });
}
