import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Context, Pane } from '../../../src/model/context.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { fakePane } from '../report/world.ts';

export interface SmallContext {
  readonly context: Context;
  /** An empty folder with `project`, where the command runs, `home`, `cache` and `data`. */
  readonly root: string;
  /** All that was written to the panes. */
  readonly out: () => string;
  readonly err: () => string;
  /** The first Ctrl-C, or the second. */
  readonly stop: (how: 'drain' | 'kill') => void;
}

/** The surroundings of a command that nobody's settings reach: its own places, a clock that stands at one moment. */
export async function testContext(
  t: TestContext,
  given: { readonly env?: Context['env']; readonly pane?: Partial<Pane> } = {},
): Promise<SmallContext> {
  const root = await temporaryFolder(t);
  await mkdir(join(root, 'project'));
  const [out, err] = [fakePane(given.pane), fakePane(given.pane)];
  const [drain, kill] = [new AbortController(), new AbortController()];
  return {
    root,
    out: () => out.writes.join(''),
    err: () => err.writes.join(''),
    stop: (how) => {
      drain.abort();
      if (how === 'kill') {
        kill.abort();
      }
    },
    context: {
      version: '0.1.0',
      env: {
        PATH: process.env['PATH'],
        PIP_CONFIG_FILE: '/dev/null',
        UV_NO_CONFIG: '1',
        SPIP_CACHE_DIR: join(root, 'cache'),
        SPIP_DATA_DIR: join(root, 'data'),
        ...given.env,
      },
      cwd: join(root, 'project'),
      home: join(root, 'home'),
      platform: 'linux',
      clock: { now: () => new Date('2026-11-24T08:00:00Z'), elapsed: () => 0 },
      screen: { out, err, flush: () => Promise.resolve() },
      stop: { drain: drain.signal, kill: kill.signal, received: () => undefined },
      onStall: () => () => undefined,
    },
  };
}
