import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellRecord } from '../../../../src/model/record.ts';
import { badgeJson, badgeSvg } from '../../../../src/report/formats/badge.ts';
import { hostileRun } from '../hostileRun.ts';
import { reportOf, result } from '../world.ts';

const failed = { state: 'fail', reason: 'tests-failed' } as const;

const cases: readonly (readonly [string, readonly CellRecord[], string, string])[] = [
  [
    'Pythons that follow each other',
    on('3.9', '3.10', '3.11', '3.13'),
    '3.9 - 3.11, 3.13',
    'brightgreen',
  ],
  ['two are no range', on('3.12', '3.13', 'pypy3.10'), '3.12, 3.13, pypy3.10', 'brightgreen'],
  ['what fails is left out', [...on('3.12'), result('webob 2.0 3.13', failed)], '3.12', 'yellow'],
  ['nothing passes', [result('webob 2.0 3.13', failed)], 'no Python that passes', 'red'],
  [
    'an older release does not count',
    [...on('3.12'), result('webob 1.0 3.13')],
    '3.12',
    'brightgreen',
  ],
  [
    'nothing applies',
    [result('webob 2.0 3.13', { state: 'not-applicable', reason: 'requires-python' })],
    'nothing',
    'lightgrey',
  ],
  [
    'all packages pass there',
    [...on('3.12', '3.13'), result('six 1.0 3.13')],
    '3.13',
    'brightgreen',
  ],
];

for (const [what, cells, message, color] of cases) {
  test(what, () => {
    const report = reportOf(cells, Object.fromEntries(cells.map((cell) => [cell.package, 9])));
    assert.deepEqual(JSON.parse(badgeJson(report)), {
      schemaVersion: 1,
      label: 'tested on',
      message,
      color,
    });
    assert.match(badgeSvg(report), new RegExp(`<title>tested on: ${message}</title>`));
  });
}

test('text from outside is no part of the image', () => {
  const svg = badgeSvg(hostileRun());
  assert.equal(svg.match(/<[^/][^>]*>/g)?.length, 10);
});

function on(...pythons: readonly string[]): readonly CellRecord[] {
  return pythons.map((python) => result(`webob 2.0 ${python}`));
}
