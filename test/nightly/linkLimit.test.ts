import assert from 'node:assert/strict';
import { linkSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FileLinker } from '../../src/envs/fileLinker.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** More than ext4 (65,000) and btrfs allow. */
const most = 66_000;

test('a file with too many links is copied with its time, the next one is linked again (EMLINK)', async (t) => {
  const folder = await temporaryFolder(t);
  const [full, other] = [join(folder, 'full'), join(folder, 'other')];
  for (const path of [full, other]) {
    writeFileSync(path, path);
    utimesSync(path, 1e9, 1e9);
  }
  let links = 1;
  try {
    for (; links < most; links += 1) {
      linkSync(full, join(folder, `l${links}`));
    }
    t.skip('this file system allows any number of links');
    return;
  } catch {
    // No more: that is the state to test.
  }
  const linker = new FileLinker('hardlink');
  linker.link(full, join(folder, 'copied'));
  linker.link(other, join(folder, 'linked'));
  assert.equal(readFileSync(join(folder, 'copied'), 'utf8'), full);
  assert.equal(statSync(join(folder, 'copied')).mtimeMs, 1e12);
  assert.equal(statSync(join(folder, 'copied')).nlink, 1);
  assert.equal(statSync(join(folder, 'linked')).nlink, 2);
  assert.equal(linker.mode, 'hardlink');
  assert.deepEqual(
    linker.notes.map(({ code, text }) => [code, /EMLINK/.test(text)]),
    [['copied-files', true]],
  );
});
