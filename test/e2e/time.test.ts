// What was there when: --exclude-newer and --as-of. And what stands beside the package under test: --with.
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { MatrixResult } from '../support/indexedRig.ts';

const at = (uploadTime: string) => ({ uploadTime });
const backend = `[build-system]
requires = ["maker"]
build-backend = "maker"
`;
const makerSource = `import os, zipfile

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    files = {
        "made.py": "",
        "made-1.0.dist-info/METADATA": "Metadata-Version: 2.1\\nName: made\\nVersion: 1.0\\n",
        "made-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\\nGenerator: maker\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files["made-1.0.dist-info/RECORD"] = "".join(name + ",,\\n" for name in list(files) + ["made-1.0.dist-info/RECORD"])
    with zipfile.ZipFile(os.path.join(wheel_directory, "made-1.0-py3-none-any.whl"), "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return "made-1.0-py3-none-any.whl"
`;
const indexed = await IndexedRig.open([
  wheelFile({ name: 'thing', version: '1.0', requires: ['helper'] }, at('2020-01-01T10:00:00Z')),
  wheelFile({ name: 'thing', version: '2.0', requires: ['helper'] }, at('2022-01-01T10:00:00Z')),
  wheelFile({ name: 'thing', version: '3.0', requires: ['helper'] }, at('2024-01-01T10:00:00Z')),
  wheelFile({ name: 'helper', version: '1.0' }, at('2019-06-01T00:00:00Z')),
  // Within the day that `--as-of release` adds.
  wheelFile({ name: 'helper', version: '2.0' }, at('2022-01-02T09:59:59Z')),
  wheelFile({ name: 'helper', version: '3.0' }, at('2023-01-01T00:00:00Z')),
  sdistFile({ name: 'made', version: '1.0', pyproject: backend }, at('2020-01-01T00:00:00Z')),
  wheelFile(
    { name: 'maker', version: '1.0', files: { 'maker.py': makerSource } },
    at('2023-01-01T00:00:00Z'),
  ),
]);
after(() => indexed[Symbol.asyncDispose]());

/** Release -> version of the helper in its environment. */
function helpers({ record }: MatrixResult): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    record.cells.map((cell) => [
      cell.version,
      cell.packages.find(({ name }) => name === 'helper')?.version,
    ]),
  );
}

suite('--exclude-newer', () => {
  test('a timestamp is exclusive, a bare date holds to its end in UTC', async () => {
    const on = async (moment: string) =>
      helpers(await indexed.matrix(`thing --import-only --exclude-newer ${moment}`));
    assert.deepEqual(await on('2022-01-01T10:00:00Z'), { '1.0': '1.0' });
    assert.deepEqual(await on('2022-01-01T10:00:01Z'), { '2.0': '1.0', '1.0': '1.0' });
    assert.deepEqual(await on('2022-01-01'), { '2.0': '1.0', '1.0': '1.0' });
    assert.deepEqual(await on('2022-01-02'), { '2.0': '2.0', '1.0': '2.0' });
  });

  test('before the first upload there is nothing to test', async () => {
    const result = await indexed.run('matrix thing --exclude-newer 2018-01-01');
    assert.equal(result.status, 2);
    assert.match(
      result.stderr,
      /Expected a release of `thing` uploaded before 2018-01-02T00:00:00.000Z, found none among 3/,
    );
  });

  test('holds for the requirements of builds, unless they have a date of their own', async () => {
    const held = await indexed.matrix('made --import-only --exclude-newer 2021-01-01');
    assert.deepEqual(held.verdicts, { 'made 1.0': 'blocked/build-failed' });
    assert.match(held.cell('made 1.0').message, /whose build requires `maker`/);
    const free = await indexed.matrix(
      'made --import-only --exclude-newer 2021-01-01 --build-exclude-newer 2024-01-01',
    );
    assert.deepEqual(free.verdicts, { 'made 1.0': 'pass/clean' });
  });
});

suite('--as-of', () => {
  test('release: each one is resolved as of a day after its latest upload', async () => {
    const result = await indexed.matrix('thing --import-only --as-of release');
    assert.deepEqual(helpers(result), { '3.0': '3.0', '2.0': '2.0', '1.0': '1.0' });
    assert.deepEqual(
      result.cell('thing 2.0').notes.find(({ code }) => code === 'as-of'),
      { code: 'as-of', text: 'resolved as of 2022-01-02T10:00:00.000Z', paths: [] },
    );
    assert.doesNotMatch(result.stdout + result.stderr, /as of/);
  });

  test('a date: releases and their sets as they were then', async () => {
    const result = await indexed.matrix('thing --import-only --as-of 2022-06-01');
    assert.deepEqual(helpers(result), { '2.0': '2.0', '1.0': '2.0' });
  });

  test('does not hold for the requirements of builds', async () => {
    const { verdicts } = await indexed.matrix('made --import-only --as-of release');
    assert.deepEqual(verdicts, { 'made 1.0': 'pass/clean' });
  });
});

test('files without upload time count as too new: one warning per index', async () => {
  await using plain = await IndexedRig.open(
    ['thing', 'other'].map((name) => wheelFile({ name, version: '1.0' })),
    { kind: 'plain', formats: ['html'] },
  );
  const newer = await plain.run('matrix thing other --exclude-newer 2030-01-01');
  assert.equal(newer.status, 2);
  assert.equal(newer.stderr.match(/gives files without upload time/g)?.length, 1, newer.stderr);
  const asOf = await plain.run('matrix thing --as-of release');
  assert.equal(asOf.status, 2);
  assert.match(asOf.stderr, /Expected upload times for `--as-of release`, but `.*` gives none for/);
});

suite('--with', () => {
  test('alternatives are an axis of the grid', async () => {
    const { record, stdout } = await indexed.matrix([
      ...'thing --limit 2 --import-only --with'.split(' '),
      'helper==1.0|>=2,<3',
    ]);
    const python = record.cells[0]?.python ?? '';
    assert.deepEqual(
      record.cells.map((cell) => [
        cell.id,
        cell.axes,
        cell.packages.find(({ name }) => name === 'helper')?.version,
      ]),
      ['3.0', '2.0'].flatMap((version) => [
        [`thing==${version}@${python};helper=1.0`, { helper: '1.0' }, '1.0'],
        [`thing==${version}@${python};helper=>=2,<3`, { helper: '>=2,<3' }, '2.0'],
      ]),
    );
    assert.match(stdout, new RegExp(`${python} helper=1.0 +${python} helper=>=2,<3`));
  });

  test('what has no alternatives is a tool: no axis, one line above, and the newest whatever the strategy', async () => {
    await using tools = await IndexedRig.open([
      wheelFile({ name: 'thing', version: '3.0', requires: ['helper'] }),
      ...['1.0', '2.0'].flatMap((version) => [
        wheelFile({ name: 'helper', version }),
        wheelFile({ name: 'other', version }),
      ]),
    ]);
    for (const [resolution, expected] of [
      ['highest', '2.0'],
      ['lowest', '1.0'],
      ['lowest-direct', '1.0'],
    ]) {
      const { record, stdout } = await tools.matrix(
        `thing==3.0 --import-only --with other --resolution ${resolution}`,
      );
      const [cell] = record.cells;
      assert.equal(cell?.id, `thing==3.0@${cell?.python}`);
      assert.deepEqual([cell?.axes, cell?.tools], [{}, ['other']]);
      const versionOf = (wanted: string): string | undefined =>
        cell?.packages.find(({ name }) => name === wanted)?.version;
      assert.deepEqual([versionOf('other'), versionOf('helper')], ['2.0', expected], resolution);
      assert.match(stdout, /^With other\n/m);
    }
  });

  test('an unknown package, or the one under test, ends the run before any cell', async () => {
    const unknown = await indexed.run('matrix thing --with nothing-there');
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /Failed to find the package `nothing-there`/);
    const same = await indexed.run('matrix thing --with thing==1');
    assert.equal(same.status, 2);
    assert.match(same.stderr, /Expected `--with` to name another package/);
  });
});
