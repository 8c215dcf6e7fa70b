import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { loadSettings } from '../../../../src/config/loadSettings.ts';
import { openFacilities } from '../../../../src/flows/run/openFacilities.ts';
import type { Facilities, FacilitiesOptions } from '../../../../src/flows/run/openFacilities.ts';
import type { Context } from '../../../../src/model/context.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { wheelFile } from '../../../support/distributions.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { serve } from '../../index/openTestIndex.ts';
import { indexOptions } from '../options.ts';
import { testContext } from '../testContext.ts';

interface Shop {
  readonly root: string;
  readonly open: () => Promise<Facilities>;
  readonly events: readonly RunEvent[];
  readonly stopped: AbortController;
}

/** Opens the facilities of a run on a machine that has nothing on PATH but what lies in `bin`. */
async function shop(
  t: TestContext,
  given: Partial<FacilitiesOptions> & Partial<Pick<Context, 'env' | 'platform'>> = {},
): Promise<Shop> {
  const small = await testContext(t);
  const { root } = small;
  const { platform = 'linux', env: more, ...options } = given;
  const env = { ...small.context.env, PATH: join(root, 'bin'), ...more };
  const context: Context = { ...small.context, env, platform };
  const events: RunEvent[] = [];
  const stopped = new AbortController();
  const settings = await loadSettings({ ...context, flags: {} });
  return {
    root,
    events,
    stopped,
    open: async () => {
      const facilities = await openFacilities(
        {
          index: indexOptions,
          settings,
          sandbox: 'off',
          runsTests: true,
          pythons: [],
          pythonDownloads: 'manual',
          emit: (event) => events.push(event),
          stopped: stopped.signal,
          ...options,
        },
        context,
      );
      t.after(() => facilities.teardown.run());
      return facilities;
    },
  };
}

/** Where this process makes temporary folders, for the rest of the test. */
function useTemporary(t: TestContext, folder: string): void {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  t.after(() => {
    if (before === undefined) {
      delete process.env['TMPDIR'];
    } else {
      process.env['TMPDIR'] = before;
    }
  });
}

const texts = (events: readonly RunEvent[], kind: 'warning' | 'debug'): readonly string[] =>
  events.flatMap((event) => (event.kind === kind && 'text' in event ? [event.text] : []));

/** What lies in the folders of a run that is over. */
async function leftIn(root: string): Promise<readonly string[]> {
  const folders = ['cache/work', 'cache/tmp', 'data/journals'].map((name) => join(root, name));
  const names = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  return names.flat();
}

suite('openFacilities', () => {
  test('opens all that a run needs, and leaves nothing of it', async (t) => {
    const { open, root, events } = await shop(t);
    const facilities = await open();
    const { runId, temporary, workDirectory, settings, isolation, sandboxReason } = facilities;
    assert.deepEqual(
      [temporary, workDirectory],
      [join(root, 'cache/tmp', runId), join(root, 'cache/work', runId)],
    );
    assert.ok(existsSync(temporary) && existsSync(workDirectory));
    assert.equal(settings.places.cacheDir, join(root, 'cache'));
    assert.deepEqual([isolation.level, sandboxReason], ['none', '`--sandbox off`']);
    assert.deepEqual(texts(events, 'warning'), []);
    assert.deepEqual(texts(events, 'debug').slice(0, 2), [
      'One index is asked: `https://pypi.org/simple` (default)',
      'settings from no file',
    ]);
    await facilities.teardown.run();
    assert.deepEqual(await leftIn(root), []);
  });

  test('without a sandbox it says why, where code of releases will run', async (t) => {
    const reason = '`bwrap` (bubblewrap) is not on PATH';
    for (const runsTests of [true, false]) {
      const { open, events } = await shop(t, { sandbox: 'auto', runsTests });
      const { isolation, sandboxReason } = await open();
      assert.deepEqual([isolation.level, sandboxReason], ['none', reason]);
      const warning = {
        kind: 'warning',
        text: `Running without a sandbox: ${reason}`,
        hint: 'tests can reach the network and the files of this machine; install bubblewrap, or pass `--sandbox off` to hide this',
      };
      assert.deepEqual(
        events.filter(({ kind }) => kind === 'warning'),
        runsTests ? [warning] : [],
      );
    }
  });

  test('the index is closed when nothing more is to be found out', async (t) => {
    const server = await serve(t, { six: [wheelFile({ name: 'six', version: '1.0' })] });
    const held = server.hold('/simple/six/');
    const { open, stopped } = await shop(t, { env: { SPIP_INDEX_URL: server.url } });
    const { index } = await open();
    const asked = failureOf(() => index.project('six'), { url: server.url });
    await held.arrived();
    stopped.abort();
    assert.deepEqual(await asked, {
      code: 'interrupted',
      message: 'Stopped reading `<url>/six/`',
    });
  });

  test('a cache that nobody may write is replaced by one that goes with the run', async (t) => {
    const { open, events } = await shop(t, {
      env: { SPIP_CACHE_DIR: '/sys/no-cache', SPIP_CACHE_MAX_SIZE: '1 kB' },
    });
    const { settings, teardown } = await open();
    const { cacheDir } = settings.places;
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'warning'),
      [
        {
          kind: 'warning',
          text: 'Failed to write to the cache directory `/sys/no-cache`: a temporary one is used for this run',
          hint: 'choose one that lasts with `--cache-dir` or `SPIP_CACHE_DIR`',
        },
      ],
    );
    assert.equal(settings.cacheLimit, undefined);
    assert.ok(existsSync(cacheDir));
    await teardown.run();
    assert.ok(!existsSync(cacheDir));
  });

  test('a run that added something keeps the cache below its limit', async (t) => {
    const wheel = wheelFile({ name: 'six', version: '1.0' });
    const server = await serve(t, { six: [wheel] });
    const env = { SPIP_CACHE_MAX_SIZE: '1', SPIP_INDEX_URL: server.url };
    const { open, events, root } = await shop(t, { env });
    const { index, store, fetch, teardown } = await open();
    const [file] = (await index.project('six'))?.files ?? [];
    assert.ok(file);
    const { root: stored } = await store.wheel(file, fetch);
    await teardown.run();
    assert.ok(!existsSync(stored));
    assert.match(
      texts(events, 'debug').at(-1) ?? '',
      /^removed [1-9]\d* entries of the cache: SPIP_CACHE_MAX_SIZE$/,
    );
    const again = await shop(t, { env: { ...env, SPIP_CACHE_DIR: join(root, 'cache') } });
    await (await again.open()).teardown.run();
    assert.equal(
      texts(again.events, 'debug').some((text) => text.startsWith('removed ')),
      false,
    );
  });
});

suite('openFacilities refuses', () => {
  test('Windows, before anything is made', async (t) => {
    const { open, root } = await shop(t, { platform: 'win32' });
    assert.deepEqual(await failureOf(open), {
      code: 'unsupported-platform',
      message: 'Expected Linux or macOS, found Windows',
      hint: 'spip runs on Windows only inside the Windows Subsystem for Linux',
    });
    assert.ok(!existsSync(join(root, 'cache')) && !existsSync(join(root, 'data')));
  });

  test('a data directory that cannot be made', async (t) => {
    const { open, root } = await shop(t);
    await writeFile(join(root, 'data'), '');
    assert.deepEqual(await failureOf(open, { root }), {
      code: 'unwritable',
      message: 'Failed to make the directory `<root>/data`',
      hint: 'choose another place with `--cache-dir` and `--data-dir`, or `SPIP_CACHE_DIR` and `SPIP_DATA_DIR`',
    });
  });

  test('to go on without a sandbox that is required', async (t) => {
    const { open, root } = await shop(t, { sandbox: 'require' });
    assert.deepEqual(await failureOf(open), {
      code: 'sandbox-missing',
      message: 'Expected a sandbox: `bwrap` (bubblewrap) is not on PATH',
      hint: 'install bubblewrap (for example `apt-get install bubblewrap`), or leave out `--sandbox require`',
    });
    assert.deepEqual(await leftIn(root), []);
  });

  test('only when nobody writes into its cache any more', async (t) => {
    const { open, root } = await shop(t, {
      sandbox: 'require',
      env: { SPIP_CACHE_DIR: '/sys/no-cache' },
    });
    const places = { started: join(root, 'started'), go: join(root, 'go') };
    const script = `#!/bin/sh\n: >${places.started}\nwhile [ ! -e ${places.go} ]; do :; done\n`;
    await mkdir(join(root, 'bin'));
    await writeFile(join(root, 'bin/python3'), script);
    await chmod(join(root, 'bin/python3'), 0o755);
    useTemporary(t, join(root, 'bin'));
    let hasEnded = false;
    const refused = failureOf(open).finally(() => {
      hasEnded = true;
    });
    while (!existsSync(places.started)) {
      await new Promise(setImmediate);
    }
    // Whoever does not wait for it ends within these.
    for (let round = 0; round < 1000; round += 1) {
      await stat(root);
    }
    assert.equal(hasEnded, false);
    await writeFile(places.go, '');
    assert.equal((await refused).code, 'sandbox-missing');
    assert.deepEqual(await readdir(join(root, 'bin')), ['python3']);
  });
});
