import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { probeSandbox } from '../../src/process/isolation/probeSandbox.ts';
import type { IndexedRig } from '../support/indexedRig.ts';
import { removeTree } from '../../src/lib/files/removeTree.ts';

/** As whom and how isolated code of a release runs. */
export interface Surroundings {
  readonly name: string;
  readonly sandbox: 'require' | 'off';
  /** To run as; `undefined`: as the one who runs the tests. */
  readonly user: number | undefined;
  readonly isRoot: boolean;
  /** Why it cannot be had here. */
  readonly skip: string | false;
}

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

/** With and without a sandbox, each as root and as an ordinary user. */
export async function everySurroundings(): Promise<readonly Surroundings[]> {
  const folder = join(tmpdir(), `spip-probe-${process.pid}`);
  const probe = await probeSandbox(process.env, folder);
  await removeTree(folder);
  return (['require', 'off'] as const).flatMap((sandbox) =>
    [true, false].map((asRoot): Surroundings => {
      const needsRoot = asRoot && !isRoot;
      const needsSandbox = sandbox === 'require' && !probe.works;
      return {
        name: `${sandbox === 'require' ? 'in a sandbox' : 'without a sandbox'}, as ${asRoot ? 'root' : 'an ordinary user'}`,
        sandbox,
        user: isRoot && !asRoot ? nobody : undefined,
        isRoot: asRoot,
        skip: needsRoot ? 'needs root' : needsSandbox ? 'needs a sandbox' : false,
      };
    }),
  );
}

/** Gives the files of a rig to the one who is to run there. */
export function handOver({ rig }: IndexedRig, { user }: Surroundings): void {
  if (user !== undefined) {
    execFileSync('chown', ['-R', `${user}:${user}`, rig.root]);
  }
}
