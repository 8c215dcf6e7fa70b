import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { exists } from '../../lib/files/exists.ts';
import { endMountedProcesses } from './endMountedProcesses.ts';
import { untilGone } from './endProcesses.ts';
import type { IsolatedCommand, Isolation } from './isolation.ts';
import { layerFolder, withPrivateLayer } from './privateLayer.ts';
import type { LayerPrograms } from './privateLayer.ts';

/** A `bwrap` that was tried and works here. */
export interface Bubblewrap {
  /** Its absolute path. */
  readonly program: string;
  /** Arguments that show the system's own files, the same for every cell. */
  readonly systemArgs: readonly string[];
  /** Paths of settings of the kernel that could be written to. */
  readonly kernelSettings: readonly string[];
  /** Its absolute path; without it there is always a loopback. */
  readonly unshare: string | undefined;
  /** Arguments that show how names are looked up, for the network of this machine. */
  readonly resolverArgs: readonly string[];
  /** `undefined`: environments are read-only. */
  readonly layer: LayerPrograms | undefined;
}

/** Where a cell's folder lies inside: short, because socket paths end at 107 bytes. */
const insideCell = '/cell';

/** Where an environment is seen that lies outside of the cell's folder, because cells share it. */
const insideEnv = `${insideCell}/env`;

/** Not under its own path, which names the cache. */
const insideTools = '/tools';

/** A sandbox of namespaces: the kernel ends whatever is left in it with its first process. */
export function bubblewrap(tool: Bubblewrap): Isolation {
  return {
    level: 'bubblewrap',
    protectsEnvironment: true,
    hasLayer: tool.layer !== undefined,
    // Bubblewrap itself, and the supervisor as process 1.
    depth: 2,
    networks: [...(tool.unshare === undefined ? [] : ['none' as const]), 'loopback', 'host'],
    wrap: (command) => sandboxArgv(tool, command),
    seen: insideSandbox,
    seenTools: () => insideTools,
    endLeft: async ({ cell }, wasKilled) => {
      // The kernel ends all of it, but only after the process that spip knows.
      if (wasKilled) {
        const mounted = await realpath(cell);
        await untilGone(() => endMountedProcesses(mounted));
      }
    },
  };
}

const namespaces = [
  '--unshare-user',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
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
 * No network but a loopback of its own, unless another is asked for, no processes but its own, no files but the system's (read-only), the cell's,
 * and those named.
 * The cell is one writable mount, so that a rename between cwd, home and tmp works (between two mounts it gives
 * EXDEV); `env` lies over it as a mount of its own, because its files share inodes with the store: a private layer over
 * them, else read-only.
 */
function sandboxArgv(tool: Bubblewrap, command: IsolatedCommand): readonly string[] {
  const { cell, env, cwd, tmp } = command.folders;
  const layer = command.layered === true ? tool.layer : undefined;
  const mounts: readonly (readonly string[])[] = [
    ['--proc', '/proc'],
    ...tool.kernelSettings.map((path) => ['--ro-bind', path, path]),
    ['--dev', '/dev'],
    ['--bind', cell, insideCell],
    [layer === undefined ? '--ro-bind' : '--bind', env, insideSandbox(env, cell)],
    ...(command.covers ?? []).map(({ path, shows }) => [
      '--ro-bind',
      shows,
      join(insideSandbox(env, cell), relative(env, path)),
    ]),
    // Nobody inside may change what the layer keeps, nor put a link there for the next start.
    layer === undefined ? [] : hidden(`${insideCell}/${layerFolder}`),
    command.hidesGit === true ? ['--ro-bind', '/dev/null', `${insideCell}/.git`] : [],
    // For programs that do not ask TMPDIR; the same folder, so that both see each other's files.
    ['--bind', tmp, '/tmp'],
    ['--symlink', '../tmp', '/var/tmp'],
    ...shown(command.readOnly.filter(exists)),
    command.tools === undefined ? [] : ['--ro-bind', command.tools, insideTools],
    ...replaced(command),
    ['--remount-ro', '/'],
    ['--chdir', insideSandbox(cwd, cell)],
  ];
  const { network = 'loopback' } = command;
  const args = [
    ...namespaces,
    ...(network === 'loopback' ? ['--unshare-net'] : []),
    ...tool.systemArgs,
    ...(network === 'host' ? tool.resolverArgs : []),
    ...mounts.flat(),
    '--',
    ...command.argv,
  ];
  const argv = [tool.program, ...asThisUser(), ...withoutShell, ...args];
  // Bubblewrap brings up the loopback of the network that it makes; what `unshare` makes stays down.
  const bare = network === 'none' ? ['--net'] : [];
  if (layer !== undefined) {
    return withPrivateLayer({ ...layer, flags: bare }, command.folders, argv);
  }
  return network === 'none' && tool.unshare !== undefined
    ? [tool.unshare, '--user', '--map-root-user', ...bare, '--', ...argv]
    : [tool.program, ...args];
}

function replaced({ tools, replaced: programs }: IsolatedCommand): readonly (readonly string[])[] {
  return tools === undefined || programs === undefined
    ? []
    : programs.paths.map((path) => ['--ro-bind', join(tools, programs.by), path]);
}

/** The layer is made as root of a namespace of its own. */
function asThisUser(): readonly string[] {
  const [uid = 0, gid = 0] = [process.getuid?.(), process.getgid?.()];
  return ['--uid', String(uid), '--gid', String(gid)];
}

/** What shells add to the variables. */
const withoutShell = ['OLDPWD', 'SHLVL', '_'].flatMap((name) => ['--unsetenv', name]);

function hidden(folder: string): readonly string[] {
  return ['--tmpfs', folder, '--remount-ro', folder];
}

/** Folders of the sandbox that can be written to. */
const writable = [insideCell, '/tmp', '/var/tmp', '/dev/shm'];

/**
 * Mounts paths in their own places, read-only. Where such a place lies in a folder that can be written to, the first
 * folder on the way becomes a mount too: it could be renamed otherwise, and something else put there.
 */
function shown(paths: readonly string[]): readonly (readonly string[])[] {
  const ways = [...new Set(paths.flatMap(wayTo))];
  return [
    ...ways.map((way) => ['--tmpfs', way]),
    ...paths.map((path) => ['--ro-bind-try', path, path]),
    ...ways.map((way) => ['--remount-ro', way]),
  ];
}

function wayTo(path: string): readonly string[] {
  const root = writable.find((folder) => path.startsWith(`${folder}/`));
  const [first, ...rest] = root === undefined ? [] : relative(root, path).split('/');
  return root === undefined || first === undefined || rest.length === 0 ? [] : [`${root}/${first}`];
}

function insideSandbox(path: string, cell: string): string {
  const inner = relative(cell, path);
  if (inner.startsWith('../')) {
    return insideEnv;
  }
  return inner === '' ? insideCell : `${insideCell}/${inner}`;
}
