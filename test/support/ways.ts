// The ways in which hostile code is run: in a sandbox and without, as root and as an ordinary user.
import { execFileSync, spawnSync } from 'node:child_process';
import { IndexedRig } from './indexedRig.ts';
import type { ServedFile } from './indexPages.ts';
import type { CliOptions } from './rig.ts';

export interface Way {
  readonly name: string;
  /** Value of `--sandbox`. */
  readonly sandbox: 'require' | 'off';
  readonly options: CliOptions;
  /** Why it cannot be tried here. */
  readonly skip: string | false;
}

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
const hasBubblewrap = spawnSync('bwrap', ['--version']).status === 0;

export const ways: readonly Way[] = (['require', 'off'] as const).flatMap((sandbox) =>
  ['root', 'user'].map((who) => ({
    name: `--sandbox ${sandbox}, as ${who === 'root' ? 'root' : 'an ordinary user'}`,
    sandbox,
    options: who === 'user' && isRoot ? { user: nobody } : {},
    skip:
      sandbox === 'require' && !hasBubblewrap
        ? 'needs bubblewrap'
        : who === 'root' && !isRoot && 'needs root',
  })),
);

/** A rig that belongs to whoever runs there. */
export async function openFor(way: Way, files: readonly ServedFile[]): Promise<IndexedRig> {
  const indexed = await IndexedRig.open(files);
  const { user } = way.options;
  if (user !== undefined) {
    execFileSync('chown', ['-R', `${user}:${user}`, indexed.rig.root]);
  }
  return indexed;
}
