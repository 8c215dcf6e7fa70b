// Axes beside releases and Pythons, and how few of their cells are run.
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { CheckoutRunner, asserts, right, writeCheckout } from '../support/checkoutTree.ts';
import type { CheckoutTree } from '../support/checkoutTree.ts';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { MatrixResult } from '../support/indexedRig.ts';

const helpers = ['1.0', '1.1', '1.1.1', '2.0'].map((version) =>
  wheelFile({
    name: 'helper',
    version,
    files: { 'helper.py': `__version__ = "${version}"\n` },
  }),
);
const indexed = await IndexedRig.open([
  ...helpers,
  ...['1.0', '2.0'].map((version) => wheelFile({ name: 'tool', version })),
  wheelFile({ name: 'other', version: '1.0' }),
  wheelFile({ name: 'old', version: '1.0', requiresPython: '<3' }),
  wheelFile({ name: 'old', version: '2.0' }),
  ...['1.0', '2.0', '3.0'].map((version) =>
    wheelFile({ name: 'many', version, requires: ['helper'] }),
  ),
]);
after(() => indexed[Symbol.asyncDispose]());
const runner = new CheckoutRunner(indexed);

const tree: CheckoutTree = {
  files: { 'src/thing/__init__.py': right, 'tests/test_it.py': asserts },
  wheel: { 'thing/__init__.py': 'src/thing/__init__.py' },
  project:
    'dependencies = ["helper>=1.1"]\n[project.optional-dependencies]\nmore = ["other"]\n[dependency-groups]\ntest = ["helper", "tool"]\n',
  metadata: [
    'Requires-Dist: helper>=1.1',
    'Provides-Extra: more',
    "Requires-Dist: other; extra == 'more'",
  ],
};

/** What each cell has beside the tree, by the values of its axes. */
function installed({ record }: MatrixResult): Readonly<Record<string, string>> {
  return Object.fromEntries(
    record.cells.map(({ axes, packages, state, message }) => [
      Object.entries(axes)
        .map(([axis, value]) => `${axis}=${value}`)
        .join(' '),
      state === 'pass'
        ? packages
            .filter(({ name }) => name !== 'thing')
            .map(({ name, version }) => `${name} ${version}`)
            .join(', ')
        : message,
    ]),
  );
}

suite('a checkout', () => {
  test('against the lowest releases that it admits, and the newest; tools are the newest', async () => {
    assert.deepEqual(installed(await runner.test(tree, '--bounds', 'lowest,highest')), {
      'bounds=lowest': 'helper 1.1, tool 2.0',
      'bounds=highest': 'helper 2.0, tool 2.0',
    });
  });

  test('against releases of the index, within what it requires itself', async () => {
    assert.deepEqual(installed(await runner.test(tree, '--with', 'helper@latest-per:minor')), {
      'helper=2.0': 'helper 2.0, tool 2.0',
      'helper=1.1.1': 'helper 1.1.1, tool 2.0',
    });
  });

  test('with each of its extras', async () => {
    assert.deepEqual(installed(await runner.test(tree, '--each-extra')), {
      'extra=none': 'helper 2.0, tool 2.0',
      'extra=more': 'helper 2.0, other 1.0, tool 2.0',
    });
  });
});

suite('a matrix', () => {
  test('a source tree beside each release: what it cannot be installed or imported with is told', async () => {
    const files = { 'thing.py': 'import helper\nassert helper.__version__ != "1.1"\n' };
    await writeCheckout(indexed.rig, 'mine', {
      ...tree,
      files,
      wheel: { 'thing.py': 'thing.py' },
      version: '4.0',
    });
    const result = await indexed.matrix('helper --all --with .', { cwd: 'mine' });
    assert.deepEqual(result.verdicts, {
      'helper 2.0': 'pass/clean',
      'helper 1.1.1': 'pass/clean',
      'helper 1.1': 'fail/import-failed',
      'helper 1.0': 'blocked/unresolvable',
    });
    assert.match(result.cell('helper 1.1').message, /`import thing` raised `AssertionError`/);
    assert.deepEqual(result.cell('helper 2.0').tools, ['thing==4.0']);
    const plan = await indexed.run('matrix helper --all --with . --dry-run', { cwd: 'mine' });
    assert.match(plan.stdout, /^About \d.* by earlier runs of 4 of them$/m);
  });

  test('many packages: a table of the worst of each stands before their grids', async () => {
    const { stdout } = await indexed.matrix('helper tool other many --limit 2 --python 3,3.6');
    const [, table = ''] =
      /(\n {2,}\d[\d. ]*\n(?:(?:helper|tool|other|many) .*\n){4})/.exec(stdout) ?? [];
    assert.match(table, /\nhelper +. 2/, stdout);
  });

  test('orders of resolution are an axis where there are several', async () => {
    const result = await indexed.matrix('many==1.0 --resolution lowest-direct,highest');
    assert.deepEqual(installed(result), {
      'resolution=highest': 'helper 2.0, many 1.0',
      'resolution=lowest-direct': 'helper 1.0, many 1.0',
    });
  });

  test('few cells say how many more do not apply', async () => {
    const words = [
      'old',
      '--all',
      '--with',
      'tool==1.*|==2.*',
      '--python',
      '3',
      '--pairwise',
      '--dry-run',
    ];
    const { stdout } = await indexed.run(['matrix', ...words]);
    assert.match(
      stdout.replaceAll(/\s+/g, ' '),
      / 2 of 2 cells, with all 5 pairs of axis values; 2 more do not apply to their Python /,
    );
  });

  test('few cells with every pair but those that are excluded; the plan says how many', async () => {
    const words = ['matrix', 'many', '--all', '--with', 'helper@all', '--with', 'tool==1.*|==2.*'];
    const plan = async (...more: readonly string[]): Promise<string> => {
      const { stdout, stderr, status } = await indexed.run([...words, '--dry-run', ...more]);
      assert.equal(status, 0, stderr);
      return stdout.replaceAll(/\s+/g, ' ');
    };
    assert.match(await plan(), /24 cells to run/);
    // 3x4 pairs of a release and a helper, 3x2 and 4x2 with a tool, and each of them on the one Python.
    assert.match(
      await plan('--pairwise'),
      / (1[2-4]) of 24 cells, with all 35 pairs of axis values .* \1 cells to run/,
    );
    const excluded = await plan('--pairwise', '--exclude-cell', 'helper=1.1*,tool=1.*');
    assert.match(excluded, /\d+ of 18 cells, with all 33 pairs of axis values/);
    assert.doesNotMatch(excluded, /helper=1\.1(?:\.1)? tool=1\./);
    assert.doesNotMatch(excluded, /do not apply/);
    assert.match(await plan('--budget', '5'), /5 of 24 cells, with \d+ of 35 pairs/);
    const { status, stderr } = await indexed.run([...words, '--exclude-cell', 'nope=1']);
    assert.equal(status, 2);
    assert.match(stderr, /Expected an axis of the grid/);
  });
});
