import { join, relative } from 'node:path';
import { type Sandbox, sandboxCell } from './sandbox.ts';

/** Folders of a cell on this machine. `env`, `cwd`, `home` and `tmp` lie in `cell`. */
export interface CellFolders {
  readonly cell: string;
  readonly env: string;
  readonly cwd: string;
  readonly home: string;
  readonly tmp: string;
}

/** The usual layout below the folder of a cell; makes nothing. */
export function foldersOfCell(cell: string): Readonly<Record<keyof CellFolders, string>> {
  return {
    cell,
    env: join(cell, 'env'),
    cwd: join(cell, 'cwd'),
    home: join(cell, 'home'),
    tmp: join(cell, 'tmp'),
  };
}

export interface SandboxSpec {
  readonly argv: readonly string[];
  readonly folders: CellFolders;
  /** Files and folders that are seen under their own paths, read-only; those that do not exist are left out. */
  readonly readOnly: readonly string[];
  /** Whether the cell is a git worktree, whose `.git` must not be readable. */
  readonly hidesGit?: boolean | undefined;
}

const isolation = [
  '--unshare-user',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  '--unshare-net',
  '--hostname',
  'spip',
  '--die-with-parent',
  '--new-session',
  // The first process is ours: a test cannot kill it, and the kernel ends everything else with it.
  '--as-pid-1',
  '--cap-drop',
  'ALL',
];

/**
 * The command line that runs `argv` in the sandbox: no network but a loopback of its own, no processes but its
 * own, no files but the system's (read-only), the cell's, and those named.
 * The cell is one writable mount, so that a rename between cwd, home and tmp works (between two mounts it gives
 * EXDEV); `env` lies over it as a mount of its own, read-only, because its files share inodes with the store.
 */
export function sandboxArgv(sandbox: Sandbox, spec: SandboxSpec): readonly string[] {
  const { cell, env, cwd, tmp } = spec.folders;
  const mounts: readonly (readonly string[])[] = [
    ['--proc', '/proc'],
    ['--dev', '/dev'],
    ['--bind', cell, sandboxCell],
    ['--ro-bind', env, insideSandbox(env, cell)],
    spec.hidesGit === true ? ['--ro-bind', '/dev/null', `${sandboxCell}/.git`] : [],
    // For programs that do not ask TMPDIR; the same folder, so that both see each other's files.
    ['--bind', tmp, '/tmp'],
    ['--symlink', '/tmp', '/var/tmp'],
    ...spec.readOnly.map((path) => ['--ro-bind-try', path, path]),
    ['--remount-ro', '/'],
    ['--chdir', insideSandbox(cwd, cell)],
  ];
  return [sandbox.bwrap, ...isolation, ...sandbox.systemArgs, ...mounts.flat(), '--', ...spec.argv];
}

/** Where a path of the cell lies inside the sandbox. */
export function insideSandbox(path: string, cell: string): string {
  const inner = relative(cell, path);
  return inner === '' ? sandboxCell : `${sandboxCell}/${inner}`;
}
