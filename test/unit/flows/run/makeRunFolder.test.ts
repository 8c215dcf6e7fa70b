import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeRunFolder } from '../../../../src/flows/run/makeRunFolder.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { placesIn } from './oneProcess.ts';

test('a run has a folder of its own, with one for its logs', async (t) => {
  const places = placesIn(await temporaryFolder(t));
  const folder = await makeRunFolder(places, 'k3f9a1b2');
  assert.equal(folder, join(places.dataDir, 'runs/k3f9a1b2'));
  assert.deepEqual(await readdir(folder), ['logs']);
});

test('where it cannot be made, another place has to be chosen', async (t) => {
  const places = placesIn(await temporaryFolder(t));
  await writeFile(places.dataDir, '');
  const failed = () => makeRunFolder(places, 'k3f9a1b2');
  assert.deepEqual(await failureOf(failed, { dataDir: places.dataDir }), {
    code: 'unwritable',
    message: "Failed to make the run's folder `<dataDir>/runs/k3f9a1b2`",
    hint: 'choose another place with `--data-dir` or `SPIP_DATA_DIR`',
  });
});
