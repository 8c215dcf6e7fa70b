import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellHead } from '../../../src/model/record.ts';
import { whichCells } from '../../../src/report/whichCells.ts';
import { cell } from './world.ts';

function records(...texts: readonly string[]): readonly CellHead[] {
  return texts.map(cell);
}

test('puts releases with the same Pythons together', () => {
  const cells = records(
    'a 2.0 3.12',
    'a 2.0 3.9',
    'a 1.0 3.9',
    'a 1.0 3.12',
    'a 0.9 3.9',
    'b 1.0 3.9',
  );
  assert.equal(whichCells(cells, cells), 'a 2.0, 1.0 on 3.9, 3.12; 0.9 on 3.9; b 1.0 on 3.9');
});

test('writes a long row of neighbours by its ends, any other in full', () => {
  const all = records(...Array.from({ length: 9 }, (_, index) => `a ${9 - index}.0 3.9`));
  assert.equal(whichCells(all, all), 'a 9.0 to 1.0 (9 releases) on 3.9');
  const gap = all.filter(({ version }) => version !== '5.0');
  assert.equal(whichCells(gap, all), 'a 9.0, 8.0, 7.0, 6.0, 4.0, 3.0, 2.0, 1.0 on 3.9');
});

test('cells of one Python stand in the order of the versions on their axes', () => {
  const cells = records(
    ...['1.10.4', '<3', '1.3.0', '2.0.2', '1.9.3'].map((it) => `a 2.0 3.12 numpy=${it}`),
  );
  assert.equal(
    whichCells(cells, cells),
    'a 2.0 on 3.12 numpy=1.3.0, 3.12 numpy=1.9.3, 3.12 numpy=1.10.4, 3.12 numpy=2.0.2, 3.12 numpy=<3',
  );
});
