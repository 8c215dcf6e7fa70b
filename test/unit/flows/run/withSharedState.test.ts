import assert from 'node:assert/strict';
import { readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { withSharedState } from '../../../../src/flows/run/withSharedState.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { globalOptions } from '../options.ts';
import { testContext } from '../testContext.ts';
import { leaveDeadRun, placesIn } from './oneProcess.ts';

test('a task has the settings, locks of its own, and is told of the dead', async (t) => {
  const { context, root, err } = await testContext(t, { env: { SPIP_CACHE_MAX_SIZE: '1 kB' } });
  const places = placesIn(root);
  const run = await leaveDeadRun(t, places);
  const answer = await withSharedState(
    globalOptions,
    context,
    async ({ settings, swept, locks }) => {
      assert.deepEqual(settings.places, places);
      assert.equal(settings.cacheLimit?.value, 1000);
      assert.deepEqual(swept, [run]);
      return await locks.cache.withLock('x', async () => await Promise.resolve(locks.cache.held));
    },
  );
  assert.equal(answer, 1);
  assert.deepEqual(await readdir(join(places.cacheDir, 'work')), []);
  assert.equal(err(), '');
});

test('people are told what is waited for, unless they want it quiet', async (t) => {
  for (const [verbosity, said] of [
    ['normal', 'Waiting for run k3f9a1b2\n'],
    ['verbose', 'Waiting for run k3f9a1b2\n'],
    ['quiet', ''],
  ] as const) {
    const { context, err } = await testContext(t);
    await withSharedState({ ...globalOptions, verbosity }, context, async ({ onWait }) => {
      onWait('run k3f9a1b2');
      await Promise.resolve();
    });
    assert.equal(err(), said);
  }
});

/** Files below a folder that this process has open. */
async function openFiles(folder: string): Promise<readonly string[]> {
  const descriptors = await readdir('/proc/self/fd');
  const paths = descriptors.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => ''));
  return (await Promise.all(paths)).filter((path) => path.startsWith(folder));
}

test('no lock file is open when it ends, also by a failure', async (t) => {
  const { context, root } = await testContext(t);
  const failure = new Error('no');
  const task = withSharedState(globalOptions, context, async ({ locks }) => {
    await locks.cache.withLock('x', async () => {
      assert.notEqual((await openFiles(root)).length, 0);
    });
    throw failure;
  });
  await assert.rejects(task, failure);
  assert.deepEqual(await openFiles(root), []);
});

test('a cache that cannot be used is refused: there is nothing to tend elsewhere', async (t) => {
  const { context, root } = await testContext(t);
  await writeFile(join(root, 'cache'), '');
  const failed = () => withSharedState(globalOptions, context, () => assert.fail());
  const { code, message } = await failureOf(failed, { root });
  assert.equal(code, 'unwritable');
  assert.match(message, /`<root>\/cache`/);
});
