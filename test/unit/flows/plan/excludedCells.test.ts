import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  exclusionOf,
  expectKnownAxes,
  readExclusions,
} from '../../../../src/flows/plan/excludedCells.ts';
import type { CellHead } from '../../../../src/model/record.ts';
import { port } from '../../../support/port.ts';

const cell = port<CellHead>({
  package: 'thing',
  version: '1.0',
  python: '3.9',
  axes: { numpy: '2.1.3', pandas: '2.*' },
});

for (const [text, expected] of [
  ['python=3.9', true],
  ['python=3.9,numpy=2.1.3', true],
  ['python = 3.9 , numpy = 2.*', true],
  ['pandas=2.*', true],
  ['release=1.0,package=thing', true],
  ['python=3.1', false],
  ['python=3.9,numpy=1.*', false],
  ['numpy=2.1', false],
  ['other=1', false],
] as const) {
  test(`${text} ${expected ? 'excludes' : 'leaves'} the cell`, () => {
    assert.equal(exclusionOf(cell, readExclusions([text])), expected ? text : undefined);
  });
}

test('an axis that no cell has, and what is no exclusion, are refused', () => {
  assert.throws(() => expectKnownAxes(readExclusions(['nupmy=2.*']), [cell]), {
    code: 'usage',
    message: 'Expected an axis of the grid in `--exclude-cell nupmy=2.*`, found `nupmy`',
    hint: 'the axes are `package`, `release`, `python`, `numpy`, `pandas`',
  });
  for (const text of ['python', 'python=', '=3', '']) {
    assert.throws(() => readExclusions([text]), { code: 'usage' });
  }
});
