import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sweptPlaces } from '../../../../src/flows/run/sweptPlaces.ts';
import { removeTree } from '../../../../src/lib/files/removeTree.ts';
import { globalOptions } from '../options.ts';
import { testContext } from '../testContext.ts';
import { leaveDeadRun, placesIn } from './oneProcess.ts';

test('where nothing is, nothing is made', async (t) => {
  const { context, root, err } = await testContext(t);
  assert.deepEqual(await sweptPlaces(globalOptions, context), placesIn(root));
  assert.ok(!existsSync(join(root, 'cache')) && !existsSync(join(root, 'data')));
  assert.equal(err(), '');
});

test('what a dead run left is gone, without a word', async (t) => {
  const { context, root, err } = await testContext(t);
  const places = placesIn(root);
  const run = await leaveDeadRun(t, places);
  assert.deepEqual(await readdir(join(places.cacheDir, 'work')), [run]);
  await sweptPlaces(globalOptions, context);
  assert.deepEqual(await readdir(join(places.cacheDir, 'work')), []);
  assert.deepEqual(await readdir(join(places.dataDir, 'journals')), []);
  assert.equal(err(), '');
});

test('options name the places', async (t) => {
  const { context, root } = await testContext(t);
  const given = { cacheDir: join(root, 'here'), dataDir: join(root, 'there') };
  assert.deepEqual(await sweptPlaces({ ...globalOptions, ...given }, context), given);
});

test('whoever only reads goes on where it cannot be swept', async (t) => {
  const { context, root, err } = await testContext(t);
  await leaveDeadRun(t, placesIn(root));
  await removeTree(join(root, 'data/locks'));
  await writeFile(join(root, 'data/locks'), '');
  const { dataDir } = await sweptPlaces(globalOptions, context);
  assert.equal(dataDir, join(root, 'data'));
  assert.match(err(), /^warning: Failed to clean up after dead runs: /);
});
