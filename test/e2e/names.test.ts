// Names, versions and requirements that old projects have (docs/inputs.md, Names and versions).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { buildSdist } from '../support/sdistBuilder.ts';

/** An sdist whose file name is as old tools wrote it. */
function oldSdist(name: string, version: string, filename: string) {
  return { ...buildSdist({ name, version }), filename };
}

test('sdists whose versions have dashes are built and tested', async () => {
  await using indexed = await IndexedRig.open([
    oldSdist('thing', '3.2.3.post2', 'thing-3.2.3-2.tar.gz'),
    oldSdist('thing', '1.0rc1', 'thing-1.0-rc1.tar.gz'),
    oldSdist('thing', '0.5.0b0', 'thing-0.5.0-beta.tar.gz'),
    oldSdist('thing', '0.4.post5', 'thing-0.4-r5.tar.gz'),
    oldSdist('thing', '0.3a1', 'thing-0.3-alpha-1.tar.gz'),
    oldSdist('thing', '0.2.post4', 'thing-0.2-rev4.tar.gz'),
    oldSdist('thing', '0.1', 'thing-v0.1.tar.gz'),
  ]);
  const { status, stdout, verdicts } = await indexed.matrix('thing --all --pre');
  assert.equal(status, 0, stdout);
  assert.deepEqual(verdicts, {
    'thing 3.2.3.post2': 'pass/clean',
    'thing 1.0rc1': 'pass/clean',
    'thing 0.5.0b0': 'pass/clean',
    'thing 0.4.post5': 'pass/clean',
    'thing 0.3a1': 'pass/clean',
    'thing 0.2.post4': 'pass/clean',
    'thing 0.1': 'pass/clean',
  });
});

test('a project whose name has a part like a platform keeps its sdists; what bdist_dumb made counts as none', async () => {
  await using indexed = await IndexedRig.open([]);
  const { world } = indexed.server;
  for (const name of ['z3c.recipe.winservice', 'my.linux-tool', 'some.macosx']) {
    const { bytes, filename } = buildSdist({ name, version: '1' });
    world[name.replaceAll('.', '-')] = [
      { filename: filename.replace(/^.*-/, `${name}-`), bytes },
      { filename: `${name}-2.linux-x86_64.tar.gz`, bytes },
      { filename: `${name}-2.win32.zip`, bytes },
    ];
  }
  for (const name of Object.keys(world)) {
    const { status, stdout, stderr, verdicts } = await indexed.matrix(name);
    assert.equal(status, 0, stdout + stderr);
    assert.deepEqual(verdicts, { [`${name} 1`]: 'pass/clean' });
    assert.doesNotMatch(stderr, /Ignored/);
  }
});

test('equal versions are one release', async () => {
  await using indexed = await IndexedRig.open([
    wheelFile({ name: 'thing', version: '1.0.0' }, { uploadTime: '2020-01-01T00:00:00Z' }),
    sdistFile({ name: 'thing', version: '1' }, { uploadTime: '2021-01-01T00:00:00Z' }),
    wheelFile({ name: 'thing', version: '0.9' }),
    wheelFile({ name: 'thing', version: '0.9.0.0', build: '2' }),
    wheelFile({ name: 'thing', version: '0.8.post0' }, { uploadTime: '2020-01-01T00:00:00Z' }),
    oldSdist('thing', '0.8.post0', 'thing-0.8-0.tar.gz'),
  ]);
  const result = await indexed.matrix('thing --all');
  assert.equal(result.status, 0);
  assert.deepEqual(result.verdicts, {
    'thing 1': 'pass/clean',
    'thing 0.9.0.0': 'pass/clean',
    'thing 0.8.post0': 'pass/clean',
  });
  assert.deepEqual(
    result.cell('thing 1').packages.map(({ file, version }) => [file, version]),
    [['thing-1.0.0-py3-none-any.whl', '1']],
  );
});

test('malformed requirements are read as uv reads them, with a note that names what pip does', async () => {
  await using indexed = await IndexedRig.open([
    wheelFile({ name: 'thing', version: '4.1.0', requires: ['pytz (>dev)', 'vine>=1.1<2'] }),
    wheelFile({
      name: 'thing',
      version: '5.1.1',
      requires: ['pytz >dev'],
      requiresPython: '>=3.6,',
    }),
    wheelFile({ name: 'thing', version: '5.2', requiresPython: '>=3.6.*' }),
    wheelFile({ name: 'thing', version: '5.3', requires: ['pytz (1.0)'] }),
    wheelFile({ name: 'thing', version: '5.4', requires: [''] }),
    wheelFile({ name: 'pytz', version: '2024.1' }),
    wheelFile({ name: 'vine', version: '1.3.0' }),
    wheelFile({ name: 'vine', version: '5.0' }),
  ]);
  const { status, stdout, verdicts, record } = await indexed.matrix('thing --all');
  assert.equal(status, 1);
  assert.deepEqual(verdicts, {
    'thing 5.4': 'blocked/unresolvable',
    'thing 5.3': 'blocked/unresolvable',
    'thing 5.2': 'pass/clean',
    'thing 5.1.1': 'pass/clean',
    'thing 4.1.0': 'pass/clean',
  });
  const notes = Object.fromEntries(
    record.cells.map((each) => [each.version, each.notes.map(({ text }) => text)]),
  );
  assert.deepEqual(notes, {
    '5.4': [],
    '5.3': [],
    '5.2': [
      '`thing` 5.2 has a malformed Requires-Python `>=3.6.*`, read as `>=3.6`; pip ignores it',
    ],
    '5.1.1': ['`thing` 5.1.1 requires `pytz >dev`, read as `pytz >0.0.0dev`; pip refuses that'],
    '4.1.0': [
      '`thing` 4.1.0 requires `pytz (>dev)`, read as `pytz (>0.0.0dev)`; pip refuses that',
      '`thing` 4.1.0 requires `vine>=1.1<2`, read as `vine>=1.1,<2`; pip refuses that',
    ],
  });
  assert.match(stdout, /its metadata has a malformed requirement `pytz \(1\.0\)`/);
});
