// Wheels that unpack to far more than they should (A4), on a disk that has no room for them.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openFileLocks } from '../../../src/cache/fileLock.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { mountSmallDisk, noSmallDisks } from '../../support/smallDisk.ts';
import { countingFetch, distFile } from '../../support/storeRig.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';
import type { BuiltWheel } from '../../support/wheelBuilder.ts';

const megabyte = 2 ** 20;

/** A wheel with 160 MiB of zeros, packed to 160 KiB, which claims to hold this many bytes. */
function bomb(claimed: number): BuiltWheel {
  const data = Buffer.alloc(160 * megabyte);
  const size = { size: claimed };
  const entry = { name: 'x/bomb', data, method: 'deflate', local: size, central: size } as const;
  return buildWheel({ name: 'x', version: '1', rawEntries: [entry] });
}

describe(
  'a wheel that is a bomb is refused before it fills a small disk',
  { skip: noSmallDisks() },
  () => {
    for (const { what, claimed, room, message } of [
      {
        what: 'that is honest, by its directory, with the limit',
        claimed: 160 * megabyte,
        room: 'size=4m',
        message: /: it unpacks to more than 200 times its size \(limit `maxRatio`\)$/,
      },
      {
        what: 'that lies, after the bytes that it claims',
        claimed: megabyte,
        room: 'size=4m',
        message: /: entry `x\/bomb`: it unpacks to more than the 1048576 bytes that it claims$/,
      },
      {
        what: 'that lies and is read in pieces, after the bytes that it claims',
        claimed: 17 * megabyte,
        room: 'size=19m',
        message: /: entry `x\/bomb`: it has \d+ bytes and claims 17825792$/,
      },
    ]) {
      it(what, async (t) => {
        const cacheDir = join(await temporaryFolder(t), 'cache');
        using _disk = mountSmallDisk(cacheDir, room);
        const locks = openFileLocks(join(cacheDir, 'locks'));
        const temporary = join(cacheDir, 'tmp', 'test');
        const store = openStore({ cacheDir, temporary, locks, emit: () => undefined });
        const wheel = bomb(claimed);
        const { fetch } = countingFetch({ [wheel.filename]: wheel.bytes });
        await assert.rejects(store.wheel(distFile(wheel), fetch), { code: 'bad-archive', message });
        assert.deepEqual(readdirSync(temporary), []);
        assert.ok(!existsSync(join(cacheDir, 'wheels-v1')));
        locks.close();
      });
    }
  },
);
