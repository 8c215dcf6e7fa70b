// The grid: releases by Pythons.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

test('a grid of two packages on two Pythons, each cell with its own answer', async (context) => {
  await using indexed = await IndexedRig.open([
    wheelFile({ name: 'left', version: '1.0' }),
    wheelFile({ name: 'left', version: '1.1', requiresPython: '>=3.99' }),
  ]);
  const { stdout } = await indexed.run('python list --format json');
  const { pythons } = JSON.parse(stdout) as { pythons: readonly { python: string }[] };
  const threes = [...new Set(pythons.map(({ python }) => python))].filter((name) =>
    /^3\.\d+$/.test(name),
  );
  const [oldest] = threes;
  const newest = threes.at(-1);
  if (oldest === undefined || newest === undefined || oldest === newest) {
    context.skip('this machine has only one Python 3');
    return;
  }
  indexed.server.world['right'] = [
    wheelFile({
      name: 'right',
      version: '2.0',
      files: {
        'right.py': `import sys\nassert "%d.%d" % sys.version_info[:2] == "${newest}"\n`,
      },
    }),
  ];
  const {
    record,
    stdout: text,
    status,
  } = await indexed.matrix(`left right --python ${oldest},${newest}`);
  assert.equal(status, 1);
  assert.deepEqual(
    record.cells.map(({ id, reason }) => `${id} ${reason}`),
    [
      `left==1.1@${oldest} requires-python`,
      `left==1.1@${newest} requires-python`,
      `left==1.0@${oldest} clean`,
      `left==1.0@${newest} clean`,
      `right==2.0@${oldest} import-failed`,
      `right==2.0@${newest} clean`,
    ],
  );
  const lines = text.split('\n').map((line) => line.trim().replaceAll(/ +/g, ' '));
  assert.deepEqual(lines.slice(0, lines.indexOf('✗ import-failed')), [
    '',
    lines[1],
    '',
    'left all 2 releases',
    '',
    `${oldest} ${newest}`,
    '1.1 · ·',
    '1.0 ✓ ✓',
    '',
    'right 1 release',
    '',
    `${oldest} ${newest}`,
    '2.0 ✗ ✓',
    '',
    '✓ pass ✗ fail · does not apply',
    '',
  ]);
  assert.match(lines[1] ?? '', /^On CPython 3\.\d+\.\d+, 3\.\d+\.\d+$/);
});
