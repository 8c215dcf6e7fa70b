// What a script of the user gets besides the release: arguments, what it says that it needs, and a second run.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const indexed = await IndexedRig.open([
  ...['1.0', '2.0'].map((version) => wheelFile({ name: 'thing', version })),
  ...['1.0', '2.0'].map((version) =>
    wheelFile({ name: 'helper', version, files: { 'helper.py': `VERSION = "${version}"\n` } }),
  ),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

test('what stands behind -- goes to the script, as it is', async () => {
  const script = await rig.write(
    'arguments.py',
    'import sys, thing\nassert sys.argv[1:] == ["thing", "-x", "", "--limit", "a b", "--"], sys.argv\nassert thing.__version__ == "2.0"\n',
  );
  const line = ['thing', script, '--limit', '1', '--json', '-', '--'];
  const result = await indexed.run(['matrix', ...line, 'thing', '-x', '', '--limit', 'a b', '--']);
  assert.equal(result.status, 0, result.stdout);
  const { cells } = JSON.parse(result.stdout) as { readonly cells: readonly unknown[] };
  assert.equal(cells.length, 1);
});

test('without a script it ends the options', async () => {
  const { status } = await indexed.run(['matrix', '--import-only', '--', 'thing']);
  assert.equal(status, 0);
});

const needing = (dependencies: string, python: string): string => `# /// script
# requires-python = "${python}"
# dependencies = ${dependencies}
# ///
import helper, sys, thing
sys.exit(f"thing {thing.__version__}, helper {helper.VERSION}")
`;

test('what a script says that it needs is installed beside the release, which stays what it is', async () => {
  const script = await rig.write('needs.py', needing('["helper<2", "thing<2"]', '>=3'));
  const { record } = await indexed.matrix(`thing ${script}`);
  assert.deepEqual(
    record.cells.map(({ tools, message }) => [tools, message.split(': ').at(-1)]),
    [
      [['helper<2'], 'thing 2.0, helper 1.0'],
      [['helper<2'], 'thing 1.0, helper 1.0'],
    ],
  );
  const own = await indexed.matrix(`thing --limit 1 --with helper==2.0 ${script}`);
  assert.match(own.record.cells[0]?.message ?? '', /helper 2\.0$/);
});

test('a Python that a script does not admit has no cell', async () => {
  const script = await rig.write('newer.py', needing('["helper"]', '>=4'));
  const { record } = await indexed.matrix(`thing --limit 1 ${script}`);
  const [cell] = record.cells;
  assert.equal(cell?.reason, 'excluded');
  assert.equal(cell.message, 'The script requires Python `>=4`');
});

test('each cell runs twice with --control, and one that passes only once is flaky', async () => {
  await rig.write('seen/by', '');
  const script = await rig.write(
    'twice.py',
    `import os, thing
path = os.path.join(${JSON.stringify(rig.project)}, "seen", thing.__version__)
first = not os.path.exists(path)
open(path, "w").close()
assert first or thing.__version__ == "1.0", "not the first time"
`,
  );
  const { record } = await indexed.matrix(`thing --sandbox off --control ${script}`);
  assert.deepEqual(
    record.cells.map(({ version, reason, attempts }) => [version, reason, attempts.length]),
    [
      ['2.0', 'flaky', 1],
      ['1.0', 'clean', 1],
    ],
  );
  assert.match(record.cells[0]?.message ?? '', /^Did not pass when it was repeated: /);
});
