import { paxRecord } from '../sdistBuilder.ts';
import type { TarEntrySpec } from '../sdistBuilder.ts';
import { at, file, gnu, pax, tarball } from './oddTarball.ts';

const holesAround = Buffer.from('middle\n');

/** A file of 3000 bytes of which seven are stored, at 1000. */
export const oddSparse: Readonly<Record<string, Buffer>> = {
  'sparse, GNU type S': gnu(
    sparseOfGnu(
      [
        [1000, 7],
        [3000, 0],
      ],
      3000,
    ),
  ),
  'sparse, GNU type S with a block of its map': gnu(
    sparseOfGnu(
      [...Array.from({ length: 7 }, (_, at): [number, number] => [at * 100, 1]), [3000, 0]],
      3000,
    ),
  ),
  'sparse, GNU type S without any data': gnu(sparseOfGnu([], 3000)),
  'sparse, GNU type S with parts out of order': gnu(
    sparseOfGnu(
      [
        [1000, 3],
        [0, 4],
      ],
      3000,
    ),
  ),
  'sparse, GNU type S with a part behind its end': gnu(sparseOfGnu([[2999, 7]], 3000)),
  'sparse, pax 0.0': tarball(
    pax(
      paxRecord('GNU.sparse.size', '3000'),
      paxRecord('GNU.sparse.numblocks', '2'),
      ...[1000, 7, 3000, 0].map((number, at) =>
        paxRecord(`GNU.sparse.${at % 2 === 0 ? 'offset' : 'numbytes'}`, String(number)),
      ),
    ),
    { ...file, data: holesAround },
  ),
  'sparse, pax 0.1': tarball(
    pax(
      paxRecord('GNU.sparse.size', '3000'),
      paxRecord('GNU.sparse.numblocks', '2'),
      paxRecord('GNU.sparse.name', file.name),
      paxRecord('GNU.sparse.map', '1000,7,3000,0'),
    ),
    { name: at('GNUSparseFile.1/more.py'), data: holesAround },
  ),
  'sparse, pax 1.0': tarball(
    pax(
      paxRecord('GNU.sparse.major', '1'),
      paxRecord('GNU.sparse.minor', '0'),
      paxRecord('GNU.sparse.name', file.name),
      paxRecord('GNU.sparse.realsize', '3000'),
    ),
    {
      name: at('GNUSparseFile.1/more.py'),
      data: Buffer.concat([Buffer.from('2\n1000\n7\n3000\n0\n'.padEnd(512, '\0')), holesAround]),
    },
  ),
};

/** A sparse file of GNU's own type: its data, in pairs of a place and a number of bytes, and its size with holes. */
function sparseOfGnu(parts: readonly (readonly [number, number])[], size: number): TarEntrySpec {
  const octal = (number: number): string => `${number.toString(8).padStart(11, '0')}\0`;
  const texts = parts.map((pair) => pair.map(octal).join(''));
  const stored = Buffer.alloc(
    parts.reduce((sum, [, count]) => sum + count, 0),
    '#',
  );
  const more = Buffer.alloc(texts.length > 4 ? 512 : 0);
  more.write(texts.slice(4).join(''));
  return {
    ...file,
    type: 'S',
    data: Buffer.concat([more, stored]),
    edit: (header) => {
      header.write(octal(stored.length), 124);
      header.write(texts.slice(0, 4).join(''), 386);
      header.writeUInt8(more.length === 0 ? 0 : 1, 482);
      header.write(octal(size), 483);
    },
  };
}
