import assert from 'node:assert/strict';
import { readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { extractSdist } from '../../../src/archive/extractSdist.ts';
import { isErrno } from '../../../src/lib/isErrno.ts';
import { SpipError } from '../../../src/lib/spipError.ts';
import { writeTar } from '../../support/sdistBuilder.ts';
import type { TarEntrySpec } from '../../support/sdistBuilder.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const part = fc.constantFrom('a', 'b', 'c', '..', '.', '');
const path = fc
  .tuple(fc.constantFrom('x-1/', './x-1/', '/', '../', ''), fc.array(part, { maxLength: 4 }))
  .map(([head, parts]) => `${head}${parts.join('/')}`);
const entry = fc.record({
  name: path,
  type: fc.constantFrom('0', '0', '0', '1', '2', '2', '2', '5', '7', '\0'),
  linkname: path,
  data: fc.constantFrom('', 'some', 'other'),
});

test('whatever a tar holds, nothing is written and no link leads outside of its folder', async (t) => {
  const folder = await temporaryFolder(t);
  const sdist = join(folder, 'sdist');
  const destination = join(folder, 'inner', 'out');
  await writeFile(join(folder, 'canary'), 'untouched');
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 6 }), async (entries) => {
      const tar = writeTar([{ name: 'x-1/setup.py' }, ...entries.map(withoutContents)]);
      await writeFile(sdist, gzipSync(tar));
      try {
        await extractSdist({ path: sdist, filename: 'x-1.tar.gz', destination });
        accepted += 1;
      } catch (error) {
        assert.ok(error instanceof SpipError && error.code === 'bad-archive', String(error));
      }
      assert.deepEqual((await readdir(folder)).toSorted().slice(0, 1), ['canary']);
      assert.equal(await readFile(join(folder, 'canary'), 'utf8'), 'untouched');
      await expectInside(destination);
      await rm(join(folder, 'inner'), { recursive: true, force: true });
    }),
    { numRuns: 400 },
  );
  assert.ok(accepted > 20, `${accepted} of 400 were accepted`);
});

/** Only files have contents. */
function withoutContents(spec: TarEntrySpec): TarEntrySpec {
  return spec.type === '0' || spec.type === '7' || spec.type === '\0'
    ? spec
    : { ...spec, data: '' };
}

async function expectInside(destination: string): Promise<void> {
  const files = await readdir(destination, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  for (const file of files.filter((each) => each.isSymbolicLink())) {
    const place = join(file.parentPath, file.name);
    const real = await realpath(place).catch((error: unknown) => {
      // It leads nowhere, or round in a circle.
      assert.ok(isErrno(error, 'ENOENT', 'ELOOP', 'ENOTDIR'), String(error));
      return destination;
    });
    assert.ok(real === destination || real.startsWith(`${destination}/`), `${place} -> ${real}`);
  }
}
