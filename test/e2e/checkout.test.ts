// A working tree on its Pythons: what is tested is the wheel that it builds, never the tree.
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import type { CheckoutTree } from '../support/checkoutTree.ts';
import {
  CheckoutRunner,
  asserts,
  layouts,
  only,
  right,
  shown,
  withWheel,
  wrong,
} from '../support/checkoutTree.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { MatrixResult } from '../support/indexedRig.ts';

const indexed = await IndexedRig.open([]);
after(() => indexed[Symbol.asyncDispose]());
const runner = new CheckoutRunner(indexed);
const tested = (tree: CheckoutTree): Promise<MatrixResult> => runner.test(tree);

suite('what is installed is what is tested', () => {
  for (const [name, layout] of Object.entries(layouts)) {
    test(`${name}: a broken wheel fails, whatever the tree has`, async () => {
      const result = await tested(withWheel(layout(right), wrong));
      assert.equal(shown(result), 'fail/tests-failed 1 of 1 tests failed');
      assert.equal(result.status, 1);
    });

    test(`${name}: a broken tree passes with a good wheel`, async () => {
      const result = await tested(withWheel(layout(wrong), right));
      assert.equal(shown(result), 'pass/clean');
      assert.equal(result.status, 0);
      const tests = only(result).steps.find((step) => step.name === 'own')?.tests;
      assert.equal(tests?.counts.passed, 1);
      assert.equal(tests.from, 'checkout');
    });
  }

  test('a module of the package that the wheel lacks is missing', async () => {
    const files = {
      'thing/__init__.py': right,
      'thing/more.py': right,
      'tests/__init__.py': '',
      'tests/test_it.py': asserts.replace('import thing', 'import thing.more as thing'),
    };
    const result = await tested({ files, wheel: { 'thing/__init__.py': 'thing/__init__.py' } });
    assert.match(shown(result), /^fail\/collection-failed/);
  });

  test('a wheel without any module is no wheel of the tree', async () => {
    for (const name of ['thing', 'other']) {
      const files = { [`${name}/__init__.py`]: right, 'test_it.py': `import ${name}\n` };
      const result = await tested({ files, wheel: {} });
      assert.match(
        shown(result),
        /^blocked\/install-failed Expected `(?:thing|other)` in `thing-1/,
      );
    }
  });

  test('a package of the tree that nothing installs is not imported in silence', async () => {
    const files = {
      'thing/__init__.py': right,
      'beside/__init__.py': right,
      'test_it.py': asserts.replace('import thing', 'import beside as thing'),
    };
    const result = await tested({ files, wheel: { 'thing/__init__.py': 'thing/__init__.py' } });
    assert.match(
      shown(result),
      /^blocked\/tests-not-runnable `import beside` took `.*\/beside\/__init__.py`, which lies in the copy of the tree/,
    );
  });

  test('a copy that a conftest leads to is named', async () => {
    const files = {
      'thing/__init__.py': right,
      'tests/copies/thing/__init__.py': right,
      'tests/test_it.py': `import sys\nsys.path.insert(0, "tests/copies")\n${asserts}`,
    };
    const result = await tested({ files, wheel: { 'thing/__init__.py': 'thing/__init__.py' } });
    assert.match(
      shown(result),
      /^blocked\/tests-not-runnable `import thing` took `.*\/tests\/copies\/thing/,
    );
  });

  test('data of the package that the wheel lacks is not there, what tests read beside themselves is', async () => {
    const reads = (path: string): string =>
      asserts
        .replace('42)', `int(open(${path}).read()))`)
        .replace('import thing', 'import os\nimport thing');
    const files = {
      'thing/__init__.py': right,
      'thing/data.txt': '42',
      'tests/data/in.txt': '42',
      'tests/test_it.py': reads('os.path.join(os.path.dirname(thing.__file__), "data.txt")'),
      'tests/test_other.py': reads('"tests/data/in.txt"'),
    };
    const result = await tested({ files, wheel: { 'thing/__init__.py': 'thing/__init__.py' } });
    assert.equal(shown(result), 'fail/tests-failed 1 of 2 tests failed');
    assert.match(only(result).message, /FileNotFoundError/);
  });
});
