// `spip test --watch`: after an edit what it concerns.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { asserts, right, writeCheckout } from '../support/checkoutTree.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const indexed = await IndexedRig.open([]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

test('an edit runs what it concerns, until Ctrl-C', async () => {
  await writeCheckout(rig, 'tree', {
    files: {
      'src/thing/__init__.py': right,
      'tests/__init__.py': '',
      'tests/test_a.py': asserts,
      'tests/test_b.py': asserts,
    },
    wheel: { 'thing/__init__.py': 'src/thing/__init__.py' },
    version: '1.0',
  });
  const started = rig.spawn(['test', '--watch', '--python', '3'], { cwd: 'tree' });
  const watching = (times: number): Promise<void> =>
    started.told(new RegExp(`(?:Watching[^]*){${times}}`));
  /** How many tests each run had. */
  const counts = (): readonly string[] =>
    [...started.stdout().matchAll(/[✓✗] ([\d/]+) \d/g)].map(([, count = '']) => count);
  await watching(1);
  assert.deepEqual(counts(), ['2']);
  await rig.write('tree/tests/test_b.py', `${asserts}\n    def test_more(self):\n        pass\n`);
  await watching(2);
  assert.deepEqual(counts(), ['2', '2']);
  await rig.write('tree/docs/index.md', 'words');
  await watching(3);
  assert.match(started.stderr(), /Changed: docs\/index.md: no test is concerned/);
  await rig.write('tree/src/thing/__init__.py', 'answer = 41\n');
  await watching(4);
  assert.deepEqual(counts(), ['2', '2', '2/3']);
  started.signal('SIGINT');
  const { status } = await started.ended;
  assert.equal(status, 1);
  rig.assertNothingLeft();
});

test('it cannot be joined with what tells of one run', async () => {
  await writeCheckout(rig, 'other', { files: {}, wheel: {}, version: '1.0' });
  for (const option of ['--dry-run', '--events']) {
    const { status, stderr } = await indexed.run(['test', '--watch', option], { cwd: 'other' });
    assert.equal(status, 2);
    assert.match(stderr, /Expected either `--watch` or/);
  }
});
