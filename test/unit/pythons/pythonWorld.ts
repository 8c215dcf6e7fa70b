import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { discoverPythons } from '../../../src/pythons/discoverPythons.ts';
import type { DiscoverOptions, FoundPythons } from '../../../src/pythons/discoverPythons.ts';
import { writeFakePython } from '../../support/fakePython.ts';

/** A machine of its own, with the Pythons that a test puts there. */
interface World {
  readonly root: string;
  /** Absolute path of something in the world. */
  readonly at: (path: string) => string;
  readonly fake: (path: string, version: string) => Promise<string>;
  readonly discover: (options?: Partial<DiscoverOptions>) => Promise<FoundPythons>;
}

export async function makeWorld(t: TestContext): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), 'spip-pythons-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const at = (path: string): string => join(root, path);
  return {
    root,
    at,
    fake: (path, version) => writeFakePython(at(path), { answer: { version } }),
    discover: (options) =>
      discoverPythons({
        env: { PATH: at('path') },
        home: at('home'),
        cwd: root,
        cacheDir: at('cache'),
        platform: 'linux',
        systemRoot: at('system'),
        ...options,
      }),
  };
}

/** Each as its version and where it was found. */
export function summary({ interpreters }: FoundPythons): readonly string[] {
  return interpreters.map((each) => `${each.version} ${each.source}`);
}
