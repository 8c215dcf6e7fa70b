import { existingPath } from '../../options/existingPath.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Doors, DoorsRecord } from '../../model/doors.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import type { EmitEvent } from '../../model/runEvent.ts';
import type { Isolation } from '../../process/isolation/isolation.ts';
import type { Places } from '../../model/settings.ts';

interface AskedDoors {
  readonly options: Pick<MatrixOptions, 'network' | 'passEnv' | 'env' | 'mounts'>;
  readonly isolation: Pick<Isolation, 'level' | 'networks'>;
  /** Why there is no sandbox. */
  readonly sandboxReason: string | undefined;
  readonly places: Places;
  /** The user's own variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly emit: EmitEvent;
}

/**
 * What the user opens to the cells of a run. What was asked for holds, or nothing runs.
 *
 * @throws SpipError `sandbox-missing`, `usage`, `not-found`
 */
export function openDoors({ options, isolation, env, emit, ...around }: AskedDoors): Doors {
  const { network: asked, mounts } = options;
  const network = asked ?? (isolation.networks.includes('loopback') ? 'loopback' : 'host');
  if (!isolation.networks.includes(network)) {
    const why = around.sandboxReason ?? '`unshare` is not on PATH';
    throw new SpipError(
      'sandbox-missing',
      `Expected a sandbox for \`--network ${network}\`: ${why}`,
    );
  }
  for (const path of mounts) {
    existingPath(path, '/', '--mount');
    refuseOwn(path, around.places);
  }
  const passed = options.passEnv.filter((name) => {
    if (env[name] === undefined) {
      emit({ kind: 'warning', text: `\`${name}\` is not set: there is nothing to pass on` });
    }
    return env[name] !== undefined;
  });
  const variables: Readonly<Record<string, string>> = Object.fromEntries([
    ...passed.map((name): [string, string] => [name, env[name] ?? '']),
    ...options.env.map(({ name, value }): [string, string] => [name, value]),
  ]);
  return { network, variables, mounts: isolation.level === 'none' ? [] : [...new Set(mounts)] };
}

/** Without the values of variables. */
export function doorsRecord({ network, variables, mounts }: Doors): DoorsRecord {
  return { network, variables: Object.keys(variables).toSorted(), mounts };
}

/** Folders that the sandbox has its own of. */
const ownFolders = ['/cell', '/tools', '/proc', '/dev', '/tmp', '/var/tmp'];

function refuseOwn(path: string, { cacheDir, dataDir }: Places): void {
  const hidden = [...ownFolders, cacheDir, dataDir].find(
    (own) => own === path || own.startsWith(path === '/' ? path : `${path}/`),
  );
  const inside = ['/cell', '/tools', '/proc', '/dev'].some((own) => path.startsWith(`${own}/`));
  if (hidden !== undefined || inside) {
    const why = inside
      ? 'to lie outside of the sandbox’s own folders'
      : `not to hold \`${hidden}\``;
    throw new SpipError('usage', `Expected \`--mount ${path}\` ${why}`, {
      hint: 'name a folder further in',
    });
  }
}
