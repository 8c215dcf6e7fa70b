import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { test } from 'node:test';
import { Flaws } from '../../../src/archive/flaws.ts';
import { readTar } from '../../../src/archive/readTar.ts';
import { answerOf } from '../../support/answerOf.ts';
import { oddSparse } from '../../support/odd/oddSparse.ts';
import { file, pax, tarball } from '../../support/odd/oddTarball.ts';
import { paxRecord } from '../../support/sdistBuilder.ts';

const archive = 'odd-1.0.tar.gz';

function contentsOf(packed: Buffer, maxHoles: number): string {
  const entries = readTar(gunzipSync(packed), { archive, flaws: new Flaws(archive), maxHoles });
  return entries.find(({ path }) => path === file.name)?.data.toString() ?? '';
}

/** A file of 3000 bytes in which this stands. */
function around(parts: Readonly<Record<number, string>>): string {
  const whole = Buffer.alloc(3000);
  Object.entries(parts).forEach(([at, text]) => whole.write(text, Number(at)));
  return whole.toString();
}

test('what is stored of a sparse file stands between its holes', () => {
  for (const [name, parts] of [
    ['sparse, GNU type S', { 1000: '#######' }],
    [
      'sparse, GNU type S with a block of its map',
      Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((at) => [at * 100, '#'])),
    ],
    ['sparse, GNU type S without any data', {}],
    ['sparse, pax 0.0', { 1000: 'middle\n' }],
    ['sparse, pax 0.1', { 1000: 'middle\n' }],
    ['sparse, pax 1.0', { 1000: 'middle\n' }],
  ] as const) {
    const packed = oddSparse[name];
    assert.ok(packed !== undefined);
    assert.equal(contentsOf(packed, 3000), around(parts), name);
  }
});

test('holes count for what an archive may unpack to, before they are made', () => {
  const sparse = (size: string) => [
    pax(
      paxRecord('GNU.sparse.size', size),
      paxRecord('GNU.sparse.numblocks', '1'),
      paxRecord('GNU.sparse.map', '0,6'),
    ),
    file,
  ];
  const tooLarge = { code: 'bad-archive', message: /is a sparse file that is too large/ };
  assert.throws(() => contentsOf(tarball(...sparse('999999999999999')), 5000), tooLarge);
  assert.throws(() => contentsOf(tarball(...sparse('3000'), ...sparse('3000')), 5000), tooLarge);
  assert.equal(contentsOf(tarball(...sparse('3000')), 5000), around({ 0: 'x = 1\n' }));
});

test('a small archive may have no more holes than it may unpack to', async () => {
  const answer = async (size: number) =>
    answerOf({
      filename: archive,
      bytes: tarball(
        pax(
          paxRecord('GNU.sparse.size', String(size)),
          paxRecord('GNU.sparse.numblocks', '1'),
          paxRecord('GNU.sparse.map', '0,6'),
        ),
        file,
      ),
    });
  assert.equal((await answer(100 * 2 ** 20)).kind, 'installs');
  const refused = await answer(129 * 2 ** 20);
  assert.ok(refused.kind === 'refuses' && /too large with its holes/.test(refused.message));
});

test('a map that does not fit is refused, whichever way it is written', () => {
  const records: readonly (readonly [string, string])[][] = [
    [
      ['size', '3000'],
      ['numblocks', '1'],
      ['map', '0,7'],
    ],
    [
      ['size', '3000'],
      ['numblocks', '1'],
      ['map', '0,5'],
    ],
    [
      ['size', '3'],
      ['numblocks', '1'],
      ['map', '0,6'],
    ],
    [
      ['size', '3000'],
      ['numblocks', '2'],
      ['map', '0,6'],
    ],
    [
      ['size', '3000'],
      ['numblocks', '1'],
      ['map', '0,-6'],
    ],
    [
      ['size', '3000'],
      ['numblocks', '1'],
      ['numbytes', '6'],
      ['offset', '0'],
    ],
    [
      ['map', '0,6'],
      ['numblocks', '1'],
    ],
    [
      ['size', '3000'],
      ['name', 'other.py'],
      ['major', '2'],
      ['minor', '0'],
    ],
    [
      ['major', '1'],
      ['minor', '0'],
      ['realsize', '3000'],
    ],
  ];
  for (const each of records) {
    const header = pax(...each.map(([key, value]) => paxRecord(`GNU.sparse.${key}`, value)));
    assert.throws(
      () => contentsOf(tarball(header, file), 5000),
      { code: 'bad-archive', message: /sparse file without a whole map|map of holes does not fit/ },
      JSON.stringify(each),
    );
  }
});
