// Which releases and Pythons become cells. All by --dry-run, which runs nothing.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const finals = ['1.0', '1.1', '1.2', '1.3', '1.4', '1.10', '2.0'];
const indexed = await IndexedRig.open([
  ...finals.map((version) => wheelFile({ name: 'thing', version })),
  sdistFile({ name: 'thing', version: '0.9' }),
  wheelFile({ name: 'thing', version: '2.1rc1' }),
  wheelFile({ name: 'thing', version: '1.5' }, { yanked: 'broken on Tuesdays' }),
  wheelFile({ name: 'early', version: '0.1a1' }),
  wheelFile({ name: 'early', version: '0.1b2' }),
  wheelFile({ name: 'Other_Thing', version: '3.0' }),
  wheelFile({ name: 'withdrawn', version: '1.0' }, { yanked: true }),
]);
after(() => indexed[Symbol.asyncDispose]());

const selections: readonly (readonly [args: string, versions: string, heading?: string])[] = [
  ['thing', '2.0, 1.10, 1.4, 1.3, 1.2', 'thing  5 of 8 releases'],
  ['thing --limit 2', '2.0, 1.10', 'thing  2 of 8 releases'],
  ['thing --all', '2.0 to 0.9 (8 releases)', 'thing  all 8 releases'],
  ['thing --versions >=1.3,<2', '1.10, 1.4, 1.3'],
  ['thing>=1.2,<1.5 --versions !=1.3', '1.4, 1.2'],
  ['thing==1.1', '1.1'],
  ['thing==1.*', '1.10, 1.4, 1.3, 1.2, 1.1'],
  ['thing~=1.3', '1.10, 1.4, 1.3'],
  ['thing --pre --limit 2', '2.1rc1, 2.0'],
  ['thing==2.1rc1', '2.1rc1'],
  ['thing>1.4 --yanked', '2.0, 1.10, 1.5'],
  ['thing==1.5', '1.5'],
  ['early', '0.1b2, 0.1a1'],
  ['other-thing', '3.0'],
  ['OTHER.thing', '3.0'],
];
for (const [args, versions, heading] of selections) {
  test(`spip matrix ${args}: ${versions}`, async () => {
    const { status, stdout, stderr } = await indexed.run(`matrix ${args} --dry-run`);
    assert.equal(status, 0, stderr);
    const [head = '', cells = ''] = stdout.split('\n');
    const [, listed] = /^ {2}\S+ (.*) on 3\.\d+$/.exec(cells) ?? [];
    assert.equal(listed, versions, stdout);
    if (heading !== undefined) {
      assert.equal(head, heading);
    }
  });
}

test('a pin to a yanked release warns with the reason, and runs', async () => {
  const { status, stderr, verdicts } = await indexed.matrix('thing==1.5');
  assert.equal(status, 0);
  assert.match(stderr, /^warning: thing 1\.5 was yanked: broken on Tuesdays$/m);
  assert.deepEqual(verdicts, { 'thing 1.5': 'pass/clean' });
});

test('--dry-run prints the plan and runs nothing', async () => {
  await using fresh = await IndexedRig.open([
    ...finals.map((version) => wheelFile({ name: 'thing', version })),
    wheelFile({ name: 'six', version: '1.0', requiresPython: '<3', tag: 'py2.py3-none-any' }),
  ]);
  const result = await fresh.run('matrix thing six --limit 2 -j 3 --python >=3 --dry-run');
  assert.equal(result.status, 0);
  assert.equal(result.stderr, '');
  const pythons = await pythonsOf('>=3');
  assert.ok(
    result.stdout.includes(`\n${2 * pythons.length} cells to run on 3 jobs; `),
    result.stdout,
  );
  assert.match(result.stdout, /^Limits: step 600 s/m);
  assert.equal(fresh.server.count('file'), 0, 'no file is downloaded');
  const { dataDir } = fresh.rig;
  assert.deepEqual(
    ['ledger.git', 'results.sqlite', 'runs'].filter((name) => existsSync(join(dataDir, name))),
    [],
  );
});

test('several requirements have rows of their own, in their order', async () => {
  const { status, verdicts } = await indexed.matrix('other-thing thing~=1.4 --limit 1');
  assert.equal(status, 0);
  assert.deepEqual(Object.keys(verdicts), ['other-thing 3.0', 'thing 1.10']);
});

test('--python by specifier, by name, by path, all and repeated', async () => {
  const every = await pythonsOf('all');
  const threes = await pythonsOf('>=3');
  const [first] = threes;
  assert.ok(first !== undefined, 'a Python 3 is on this machine');
  const newest = threes.at(-1);
  assert.deepEqual(await columns('--python all'), every);
  assert.deepEqual(await columns('--python >=3'), threes);
  assert.deepEqual(await columns(`--python ${first}`), [first]);
  assert.deepEqual(await columns(`--python ${first},${newest}`), [...new Set([first, newest])]);
  assert.deepEqual(await columns(`--python ${newest} --python ${first}`), [
    ...new Set([first, newest]),
  ]);
  const found = await indexed.run(['python', 'find', first]);
  assert.deepEqual(await columns(`--python ${found.stdout.trim()}`), [first]);
});

/** The Pythons of the cells that a choice gives, in the order of the grid. */
async function columns(choice: string): Promise<readonly string[]> {
  const { record } = await indexed.matrix(`other-thing --import-only ${choice}`);
  return record.cells.map(({ python }) => python);
}

/** What spip itself finds here, one per minor version. */
async function pythonsOf(which: 'all' | '>=3'): Promise<readonly string[]> {
  const { stdout } = await indexed.run('python list --format json');
  const { pythons } = JSON.parse(stdout) as {
    pythons: readonly { python: string; version: string }[];
  };
  const wanted =
    which === 'all'
      ? pythons
      : pythons.filter((each) => /^3\.\d+$/.test(each.python) && /^[\d.]+$/.test(each.version));
  return [...new Set(wanted.map(({ python }) => python))];
}
