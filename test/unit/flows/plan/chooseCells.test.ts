import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { chooseCells } from '../../../../src/flows/plan/chooseCells.ts';
import type { CellHead } from '../../../../src/model/record.ts';
import { port } from '../../../support/port.ts';

/** Every combination of a few values on four axes, but for those that are excluded. */
function grid(excluded: (cell: CellHead) => boolean = () => false): readonly CellHead[] {
  const cells: CellHead[] = [];
  for (const version of ['3.0', '2.0', '1.0']) {
    for (const python of ['3.9', '3.10', '3.11', '3.12']) {
      for (const numpy of ['2.1', '2.0', '1.26']) {
        for (const extra of ['none', 'a', 'b']) {
          const axes = { numpy, extra };
          const id = [version, python, numpy, extra].join(' ');
          cells.push(port<CellHead>({ id, package: 'thing', version, python, axes }));
        }
      }
    }
  }
  return cells.filter((cell) => !excluded(cell));
}

/** Counted without a word of the code under test: values side by side, by their places in the id. */
function pairsOf(ids: Iterable<string>): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (const id of ids) {
    const values = id.split(' ');
    for (const [a, one] of values.entries()) {
      for (const [b, other] of values.entries()) {
        if (a < b) {
          pairs.add(`${a}:${one} ${b}:${other}`);
        }
      }
    }
  }
  return pairs;
}

const idsOf = (cells: readonly CellHead[]): readonly string[] => cells.map(({ id }) => id);

suite('pairwise', () => {
  test('every pair is there, with few cells', () => {
    const cells = grid();
    const { ids, pairs, covered } = chooseCells(cells, { pairwise: true, budget: undefined });
    assert.deepEqual(pairsOf(ids), pairsOf(idsOf(cells)));
    // 3x4 + 3x3 + 3x3 + 4x3 + 4x3 + 3x3
    assert.deepEqual([pairs, covered], [63, 63]);
    assert.ok(ids.size <= 18, `${ids.size} of ${cells.length} cells`);
  });

  test('what is excluded is never chosen, and each pair that is left is there', () => {
    const excluded = ({ python, axes }: CellHead): boolean =>
      (python === '3.12' && axes['numpy'] === '1.26') || axes['extra'] === 'b';
    const cells = grid(excluded);
    const { ids, pairs, covered } = chooseCells(cells, { pairwise: true, budget: undefined });
    const chosen = pairsOf(ids);
    assert.deepEqual(chosen, pairsOf(idsOf(cells)));
    assert.deepEqual([pairs, covered], [chosen.size, chosen.size]);
    assert.ok(!chosen.has('1:3.12 2:1.26') && chosen.has('1:3.11 2:1.26'));
    assert.ok([...ids].every((id) => !id.endsWith('b')));
  });

  test('packages are apart', () => {
    const other = grid().map((cell) => ({ ...cell, id: `other ${cell.id}`, package: 'other' }));
    const both = chooseCells([...grid(), ...other], { pairwise: true, budget: undefined });
    const alone = chooseCells(grid(), { pairwise: true, budget: undefined });
    assert.equal(both.ids.size, 2 * alone.ids.size);
  });
});

suite('a budget', () => {
  test('takes the ends of the axes first', () => {
    const { ids, covered, pairs } = chooseCells(grid(), { pairwise: false, budget: 4 });
    assert.equal(ids.size, 4);
    assert.ok(covered < pairs);
    for (const id of ids) {
      const [version = '', python = '', numpy = '', extra = ''] = id.split(' ');
      assert.ok(['3.0', '1.0'].includes(version) && ['3.9', '3.12'].includes(python), id);
      assert.ok(['2.1', '1.26'].includes(numpy) && ['none', 'b'].includes(extra), id);
    }
  });

  test('is filled, but with pairwise only as far as pairs are missing', () => {
    const cells = grid();
    assert.equal(chooseCells(cells, { pairwise: false, budget: 60 }).ids.size, 60);
    assert.equal(chooseCells(cells, { pairwise: false, budget: 1000 }).ids.size, cells.length);
    const wanted = chooseCells(cells, { pairwise: true, budget: undefined });
    assert.deepEqual(chooseCells(cells, { pairwise: true, budget: 60 }), wanted);
  });

  test('one cell, or none, is no trouble', () => {
    assert.deepEqual(chooseCells([], { pairwise: true, budget: 3 }).ids, new Set());
    assert.equal(chooseCells(grid().slice(0, 1), { pairwise: true, budget: 3 }).ids.size, 1);
  });
});
