import type { Network } from '../../model/doors.ts';
import type { SandboxLevel } from '../../model/runInfo.ts';
import type { CellFolders } from './cellFolders.ts';

/** A file of the environment in whose place another one is seen, read-only. Both are absolute paths of this machine. */
export interface Cover {
  readonly path: string;
  readonly shows: string;
}

/** What runs isolated. */
export interface IsolatedCommand {
  /** As seen from inside. */
  readonly argv: readonly string[];
  readonly folders: CellFolders;
  /** Files and folders that are seen under their own paths, read-only; those that do not exist are left out. */
  readonly readOnly: readonly string[];
  /** A folder that is seen where `seenTools` says, read-only. */
  readonly tools?: string | undefined;
  /** Programs of the system in whose place a file of the tools is seen. */
  readonly replaced?: { readonly paths: readonly string[]; readonly by: string } | undefined;
  /** Only where the environment is out of reach. */
  readonly covers?: readonly Cover[] | undefined;
  /** Whether what runs may write to its environment, for this one start, where there is a layer to take that. */
  readonly layered?: boolean | undefined;
  /** Left out: `loopback` in a sandbox. */
  readonly network?: Network | undefined;
  /** Whether the folder is a git worktree, whose `.git` must not be readable. */
  readonly hidesGit?: boolean | undefined;
}

/** How the processes of a cell or a build are kept apart from the machine and from each other. */
export interface Isolation {
  readonly level: SandboxLevel;
  /** Whether what runs can change neither the files of its environment nor the ledger and the store behind them. */
  readonly protectsEnvironment: boolean;
  /** Whether what runs can write into its environment all the same: into a layer that goes with it. */
  readonly hasLayer: boolean;
  /** How many processes stand between spip and what its supervisor starts. */
  readonly depth: number;
  /** What it can give of a network, and keep to. */
  readonly networks: readonly Network[];
  /** The command line that runs a command isolated, once. May make folders for it in that of the cell. */
  wrap(command: IsolatedCommand): readonly string[];
  /** Where what runs sees a path of the folder of its cell or build; what lies outside of it is its environment. */
  seen(path: string, cell: string): string;
  /** Where what runs sees the folder of tools. */
  seenTools(path: string): string;
  /**
   * Kills what has outlived the command of these folders, and waits until it is gone; `wasKilled` says whether that
   * did not end by itself.
   */
  endLeft(folders: CellFolders, wasKilled: boolean): Promise<void>;
}

/** The folders as seen from inside. */
export function seenFolders(isolation: Isolation, folders: CellFolders): CellFolders {
  const seen = (path: string): string => isolation.seen(path, folders.cell);
  return {
    cell: seen(folders.cell),
    env: seen(folders.env),
    cwd: seen(folders.cwd),
    home: seen(folders.home),
    tmp: seen(folders.tmp),
  };
}
