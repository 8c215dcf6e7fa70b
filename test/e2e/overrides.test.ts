// What `--override` puts in the place of requirements, and what is told of it.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const indexed = await IndexedRig.open([
  ...['1.0', '2.0', '3.0'].map((version) =>
    wheelFile({ name: 'thing', version, requires: ['helper>=1'] }),
  ),
  ...['1.0', '1.5', '2.0'].map((version) => wheelFile({ name: 'helper', version })),
  wheelFile({ name: 'strict', version: '1.0', requires: ['helper<2'] }),
  ...['1.0', '1.5', '2.0'].map((version) =>
    wheelFile({
      name: 'spread',
      version,
      requires: [
        "other ; extra == 'more'",
        "strict ; extra == 'held'",
        "helper>1 ; extra == 'held'",
      ],
      extras: ['more', 'held'],
    }),
  ),
  wheelFile({ name: 'spreads', version: '1.0', requires: ['spread>=1'] }),
  wheelFile({ name: 'other', version: '1.0' }),
  wheelFile({
    name: 'asks',
    version: '1.0',
    requires: ['other', "helper==1.0 ; extra == 'more'"],
    metadataLines: ['Provides-Extra: more'],
  }),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

const textsOf = (cell: { readonly notes: readonly { readonly text: string }[] }) =>
  cell.notes.map(({ text }) => text);

test('--override replaces every other requirement on a package', async () => {
  await rig.write('overrides.txt', 'helper==2.0\n');
  assert.match((await indexed.run('lock strict')).stdout, /helper +1\.5/);
  assert.match((await indexed.run('lock strict --override overrides.txt')).stdout, /helper +2\.0/);
});

test('overridden edges are notes: the set is installed and tested all the same', async () => {
  await rig.write('overrides.txt', 'helper==2.0\nother; python_version < "3"\n');
  const one = await indexed.matrix('strict asks[more] --import-only --override overrides.txt');
  assert.deepEqual(one.verdicts, { 'strict 1.0': 'pass/clean', 'asks 1.0': 'pass/clean' });
  assert.deepEqual(textsOf(one.cell('strict 1.0')), [
    '`strict` 1.0 asks for `helper<2`; overridden',
  ]);
  assert.deepEqual(textsOf(one.cell('asks 1.0')), [
    '`asks` 1.0 asks for `other`; overridden',
    '`asks` 1.0 asks for `helper==1.0`; overridden',
  ]);
  assert.match((await indexed.run('lock strict --override overrides.txt')).stderr, /overridden/);
  // What the override leaves as it is, and what nobody overrides, is held against the set as ever.
  const met = await indexed.matrix('thing --limit 1 --import-only --override overrides.txt');
  assert.deepEqual(textsOf(met.cell('thing 3.0')), []);
});

test('an override of the package under test, and of what --with chooses, frees them of the others', async () => {
  await rig.write('any.txt', 'helper\n');
  const beside = 'helper --all --import-only --with strict';
  const bound = await indexed.matrix(beside);
  assert.deepEqual(Object.values(bound.verdicts), [
    'blocked/unresolvable',
    'pass/clean',
    'pass/clean',
  ]);
  const freed = await indexed.matrix(`${beside} --override any.txt`);
  assert.deepEqual(Object.values(freed.verdicts), ['pass/clean', 'pass/clean', 'pass/clean']);
  assert.deepEqual(
    freed.cell('helper 2.0').notes.map(({ text }) => text),
    ['`strict` 1.0 asks for `helper<2`; overridden'],
  );
  assert.deepEqual(freed.cell('helper 1.5').notes, []);
  const axes = ['--with', 'helper==1.5|==2.0', '--override', 'any.txt'];
  const chosen = await indexed.matrix(['strict', '--import-only', ...axes]);
  assert.deepEqual(
    chosen.record.cells.map(({ axes: { helper }, state }) => [helper, state]),
    [
      ['1.5', 'pass'],
      ['2.0', 'pass'],
    ],
  );
});

test('an override that would have another release than the one that is asked for is told', async () => {
  await rig.write('vain.txt', 'helper<2\nthing!=3.0\nstrict==1.0; python_version < "3"\n');
  const pinned = await indexed.matrix('helper==2.0 strict --import-only --override vain.txt');
  assert.deepEqual(textsOf(pinned.cell('helper 2.0')), [
    '`helper` 2.0 is tested although an override asks for `helper<2`',
  ]);
  assert.deepEqual(textsOf(pinned.cell('strict 1.0')), []);
  const axes = ['--with', 'helper==1.5|==2.0', '--with', 'thing==3.0', '--override', 'vain.txt'];
  const beside = await indexed.matrix(['asks', '--import-only', ...axes]);
  assert.deepEqual(
    beside.record.cells.map((cell) => textsOf(cell).filter((text) => /although/.test(text))),
    [
      ['`thing` 3.0 is tested although an override asks for `thing!=3.0`'],
      [
        '`helper` 2.0 is tested although an override asks for `helper<2`',
        '`thing` 3.0 is tested although an override asks for `thing!=3.0`',
      ],
    ],
  );
  const lock = await indexed.run('lock helper==2.0 --override vain.txt');
  assert.match(lock.stdout, /helper +1\.5/);
  assert.match(lock.stderr, /the request asks for `helper==2\.0`; overridden/);
});

test('extras and markers of an override count, and what the extras bring is bound by the others', async () => {
  const setOf = async (
    overrides: string,
    args: string,
  ): Promise<readonly [string, ...string[]][]> => {
    await rig.write('odd.txt', overrides);
    const { record } = await indexed.matrix(`${args} --import-only --override odd.txt`);
    return record.cells.map((cell) => {
      assert.equal(cell.reason, 'clean', cell.message);
      const packages = cell.packages.map(({ name, version }) => `${name} ${version}`);
      return [packages.join(', '), ...textsOf(cell)];
    });
  };
  assert.deepEqual(await setOf('spread[more]==1.5\n', 'spreads'), [
    ['other 1.0, spread 1.5, spreads 1.0'],
  ]);
  assert.deepEqual(await setOf('spread[held]\nhelper==2.0\n', 'spreads'), [
    [
      'helper 2.0, spread 2.0, spreads 1.0, strict 1.0',
      '`strict` 1.0 asks for `helper<2`; overridden',
    ],
  ]);
  // A marker drops the edge, and of two lines the one counts whose marker holds.
  assert.deepEqual(await setOf("spread[more] ; python_version < '3'\n", 'spreads'), [
    ['spreads 1.0', '`spreads` 1.0 asks for `spread>=1`; overridden'],
  ]);
  const either = "spread==1.0 ; python_version >= '3'\nspread==2.0 ; python_version < '3'\n";
  assert.deepEqual(await setOf(either, 'spreads'), [['spread 1.0, spreads 1.0']]);
  // Alternatives of --with stand above an override with a marker, and above one that has another release.
  const alternatives = 'spreads --with spread[more]==1.5|==2.0';
  assert.deepEqual(await setOf("spread ; python_version < '3'\n", alternatives), [
    ['other 1.0, spread 1.5, spreads 1.0'],
    ['other 1.0, spread 2.0, spreads 1.0'],
  ]);
  assert.deepEqual(await setOf('spread[held]==1.5\n', 'spread'), [
    ['spread 2.0', '`spread` 2.0 is tested although an override asks for `spread[held]==1.5`'],
    ['spread 1.5'],
    ['spread 1.0', '`spread` 1.0 is tested although an override asks for `spread[held]==1.5`'],
  ]);
});
