import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { countingFetch, distFile, storeRig } from '../../support/storeRig.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

const tool = buildWheel({
  name: 'My.Tool',
  version: '1.0',
  files: { 'my_tool/__init__.py': 'x = 1\n' },
});

describe('a damaged entry', () => {
  const damages: readonly (readonly [string, (place: string) => Promise<void>])[] = [
    ['marker missing', (place) => rm(join(place, 'ok'))],
    ['wheel.json missing', (place) => rm(join(place, 'wheel.json'))],
    ['wheel.json cut', (place) => damage(join(place, 'wheel.json'), (path) => truncate(path, 40))],
    ['a file missing', (place) => rm(join(place, 'files/my_tool/__init__.py'))],
    [
      'a file emptied',
      (place) => damage(join(place, 'files/my_tool/__init__.py'), (path) => truncate(path, 0)),
    ],
    [
      'a file changed in place to the same size',
      (place) =>
        damage(join(place, 'files/my_tool/__init__.py'), (path) => writeFile(path, 'x = 2\n')),
    ],
    [
      'a file made writable',
      async (place) => {
        const path = join(place, 'files/my_tool/__init__.py');
        await chmod(path, 0o644);
        await utimes(path, 946_684_800, 946_684_800);
      },
    ],
    ['all files gone', (place) => rm(join(place, 'files'), { recursive: true })],
    [
      'an empty folder in its place',
      async (place) => {
        await rm(place, { recursive: true });
        await mkdir(place);
      },
    ],
  ];

  for (const [name, damageEntry] of damages) {
    it(`is set aside and made again once: ${name}`, async (t) => {
      const { store, cacheDir, again, events } = await storeRig(t);
      const { fetch, counts } = countingFetch({ [tool.filename]: tool.bytes });
      const wheel = await store.wheel(distFile(tool), fetch);
      await damageEntry(join(wheel.root, '..'));
      assert.deepEqual(await again().wheel(distFile(tool), fetch), wheel);
      assert.equal(await readFile(join(wheel.root, 'my_tool/__init__.py'), 'utf8'), 'x = 1\n');
      assert.equal(counts.get(tool.filename), 2);
      assert.equal((await readdir(join(cacheDir, 'quarantine'))).length, 1);
      assert.ok(
        events.some((event) => event.kind === 'warning' && event.text.includes('is damaged')),
      );
    });
  }

  it('takes its byte-code along', async (t) => {
    const { store, cacheDir, again } = await storeRig(t);
    const { fetch } = countingFetch({ [tool.filename]: tool.bytes });
    const wheel = await store.wheel(distFile(tool), fetch);
    const bytecode = join(cacheDir, 'bytecode-v1', wheel.sha256.slice(0, 2), wheel.sha256);
    await mkdir(join(bytecode, 'cp313-x'), { recursive: true });
    await rm(join(wheel.root, '..', 'ok'));
    await again().wheel(distFile(tool), fetch);
    await assert.rejects(readdir(bytecode), { code: 'ENOENT' });
    assert.equal((await readdir(join(cacheDir, 'quarantine'))).length, 2);
  });

  it('heals in the same process when the caller asks for a new look', async (t) => {
    const { store, cacheDir } = await storeRig(t);
    const { fetch, counts } = countingFetch({ [tool.filename]: tool.bytes });
    const wheel = await store.wheel(distFile(tool), fetch);
    await rm(join(cacheDir, 'wheels-v1'), { recursive: true });
    store.lookAgain();
    assert.deepEqual(await store.wheel(distFile(tool), fetch), wheel);
    assert.equal(counts.get(tool.filename), 2);
  });
});

async function damage(path: string, change: (path: string) => Promise<void>): Promise<void> {
  await chmod(path, 0o644);
  await change(path);
}
