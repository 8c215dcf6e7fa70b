// `spip diff`: two cells, or two environments by their commits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const files = [
  wheelFile({ name: 'thing', version: '1.0', requires: ['gone', 'moved==1', 'same'] }),
  wheelFile({
    name: 'thing',
    version: '2.0',
    requires: ['come', 'moved==2', 'same'],
    files: { 'thing/__init__.py': 'x = 2\n', 'thing/more.py': '' },
    entryPoints: { console_scripts: { thing: 'thing:main' } },
  }),
  wheelFile({ name: 'moved', version: '1', files: { 'moved.py': 'x = 1\n', 'stays.py': '' } }),
  wheelFile({ name: 'moved', version: '2', files: { 'moved.py': 'x = 2\n', 'stays.py': '' } }),
  ...['gone', 'come', 'same'].map((name) =>
    wheelFile({ name, version: '1', files: { [`${name}.py`]: '' } }),
  ),
];

test('packages first, then files by owner, by cells or by commits', async () => {
  await using indexed = await IndexedRig.open(files);
  const tested = await indexed.matrix('thing');
  const [one, two] = [tested.cell('thing 1.0'), tested.cell('thing 2.0')];
  const byCells = await indexed.run(['diff', 'last', one.id, two.id]);
  assert.equal(byCells.status, 0, byCells.stderr);
  assert.match(
    byCells.stdout,
    new RegExp(
      `^${one.environment?.slice(0, 12)} \\(cpython-3\\..*\\) -> ${two.environment?.slice(0, 12)} `,
    ),
  );
  const [, table = '', ...owners] = byCells.stdout.split('\n\n');
  assert.deepEqual(
    table.split('\n').map((line) => line.split(/ {2,}/)),
    [
      ['Package', 'Change', 'From', 'To'],
      ['come', 'added', '1'],
      ['gone', 'removed', '1'],
      ['moved', 'changed', '1', '2'],
      ['thing', 'changed', '1.0', '2.0'],
    ],
  );
  assert.deepEqual(
    owners.map((text) => text.split(':')[0]),
    ['come', 'gone', 'moved', 'thing'],
  );
  assert.match(owners[2] ?? '', /^ {2}~ lib\/python3\.\d+\/site-packages\/moved\.py$/m);
  assert.doesNotMatch(owners[2] ?? '', /stays\.py/);
  assert.match(owners[3] ?? '', /^ {2}\+ bin\/thing$/m);
  const byCommits = await indexed.run([
    'diff',
    one.environment?.slice(0, 10) ?? '',
    two.environment ?? '',
  ]);
  assert.equal(byCommits.stdout, byCells.stdout);
  const same = await indexed.run(['diff', 'last', one.id, 'last', one.id]);
  assert.match(same.stdout, /\n\nThe same environment\n$/);
});

test('as JSON; and what names no environment', async () => {
  await using indexed = await IndexedRig.open(files);
  const tested = await indexed.matrix('thing');
  const [one, two] = [tested.cell('thing 2.0'), tested.cell('thing 1.0')];
  const { stdout } = await indexed.run(['diff', 'last', one.id, two.id, '--format', 'json']);
  const { packages } = JSON.parse(stdout) as { readonly packages: unknown };
  assert.deepEqual(packages, {
    added: [{ name: 'gone', version: '1' }],
    removed: [{ name: 'come', version: '1' }],
    changed: [
      { name: 'moved', from: '2', to: '1' },
      { name: 'thing', from: '2.0', to: '1.0' },
    ],
  });
  const unknown = await indexed.run('diff ffffffff 0000');
  assert.equal(unknown.status, 2);
  assert.match(
    unknown.stderr,
    /^error: Expected an environment, found none that `ffffffff` names$/m,
  );
  assert.equal((await indexed.run('diff one')).status, 2);
});
