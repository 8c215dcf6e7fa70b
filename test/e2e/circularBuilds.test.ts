// Source distributions whose builds need each other, and what is left where a run can go on no more.
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import type { ServedFile } from '../support/indexPages.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { ownBackend } from '../support/sdistBuilder.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/**
 * An sdist that needs a package for its build: as its `pyproject.toml` says, or as its backend wishes; a backend that meets
 * others in a folder wishes when so many have come there.
 */
function needing(
  name: string,
  needed: string,
  how: 'named' | 'wished' | { readonly folder: string; readonly count: number } = 'named',
): ServedFile {
  const requires = how === 'named' ? `"${needed}"` : '';
  const meet = typeof how === 'string' ? '' : meeting(name, how);
  return sdistFile({
    name,
    version: '1.0',
    pyproject: `[build-system]\nrequires = [${requires}]\nbuild-backend = "back"\nbackend-path = ["."]\n`,
    files: {
      'back.py': `
def get_requires_for_build_wheel(config_settings=None):
    ${meet}
    return ["${needed}"]
def build_wheel(folder, config_settings=None, metadata_directory=None):
    raise RuntimeError("nobody comes here")
`,
    },
  });
}

/** An sdist of release 2.0 that packs itself, with this requirement for its build. */
function builtWith(name: string, needed: string): ServedFile {
  return sdistFile({
    name,
    version: '2.0',
    pyproject: `[build-system]\nrequires = ["${needed}"]\nbuild-backend = "own_backend"\nbackend-path = ["."]\n`,
    files: { 'own_backend.py': ownBackend, [`${name}.py`]: '' },
  });
}

function meeting(name: string, { folder, count }: { folder: string; count: number }): string {
  return `import os, time
    open("${folder}/${name}", "w").close()
    while len(os.listdir("${folder}")) < ${count}: time.sleep(0.01)`;
}

const indexed = await IndexedRig.open([
  wheelFile({ name: 'fine', version: '1.0' }),
  needing('two-a', 'two-b'),
  needing('two-b', 'two-a'),
  needing('three-a', 'three-b'),
  needing('three-b', 'three-c'),
  needing('three-c', 'three-a'),
  needing('by-wheel', 'wheel-between'),
  wheelFile({ name: 'wheel-between', version: '1.0', requires: ['by-wheel'] }),
  needing('wish-a', 'wish-b', 'wished'),
  needing('wish-b', 'wish-a', 'wished'),
  needing('mixed-a', 'mixed-b'),
  needing('mixed-b', 'mixed-between', 'wished'),
  wheelFile({ name: 'mixed-between', version: '1.0', requires: ['mixed-a; python_version > "3"'] }),
  needing('self-extra', 'self-extra[more]', 'wished'),
  needing('itself', 'itself'),
  needing('by-extra', 'extra-between[more]'),
  wheelFile({
    name: 'extra-between',
    version: '1.0',
    extras: ['more'],
    requires: ['by-extra; extra == "more"'],
  }),
  builtWith('bootstrapped', 'bootstrapped<2'),
  wheelFile({ name: 'bootstrapped', version: '1.0' }),
  builtWith('neighbour', 'bootstrapped<2'),
  wheelFile({ name: 'top', version: '1.0', requires: ['two-b', 'three-c'] }),
]);
after(() => indexed[Symbol.asyncDispose]());

const circles: Readonly<Record<string, string>> = {
  'two-a': '`two_a-1.0.tar.gz` -> `two-b` -> `two_b-1.0.tar.gz` -> `two-a` -> `two_a-1.0.tar.gz`',
  'two-b': '`two_a-1.0.tar.gz` -> `two-b` -> `two_b-1.0.tar.gz` -> `two-a` -> `two_a-1.0.tar.gz`',
  'three-b':
    '`three_a-1.0.tar.gz` -> `three-b` -> `three_b-1.0.tar.gz` -> `three-c` -> `three_c-1.0.tar.gz` -> `three-a` -> `three_a-1.0.tar.gz`',
  'by-wheel': '`by_wheel-1.0.tar.gz` -> `wheel-between` -> `by_wheel-1.0.tar.gz`',
  'self-extra': '`self_extra-1.0.tar.gz` -> `self-extra[more]` -> `self_extra-1.0.tar.gz`',
  itself: '`itself-1.0.tar.gz` -> `itself` -> `itself-1.0.tar.gz`',
  'by-extra': '`by_extra-1.0.tar.gz` -> `extra-between[more]` -> `by_extra-1.0.tar.gz`',
  'wish-a':
    '`wish_a-1.0.tar.gz` -> `wish-b` -> `wish_b-1.0.tar.gz` -> `wish-a` -> `wish_a-1.0.tar.gz`',
  'mixed-a':
    '`mixed_a-1.0.tar.gz` -> `mixed-b` -> `mixed_b-1.0.tar.gz` -> `mixed-between` -> `mixed_a-1.0.tar.gz`',
};

suite('in several processes, each of which builds a part of the circle', () => {
  for (const count of [2, 3]) {
    test(`${count} of them: all end with it, none waits for ever`, async (t) => {
      const folder = await temporaryFolder(t);
      const names = ['one', 'two', 'three'].slice(0, count).map((word) => `part-${word}`);
      const parts = names.map((name, at) =>
        needing(name, names[(at + 1) % count] ?? '', { folder, count }),
      );
      await using apart = await IndexedRig.open(parts);
      const runs = names.map((name) => apart.spawn(['matrix', name, '--sandbox', 'off']));
      for (const run of runs) {
        const { status, stdout, stderr } = await run.ended;
        assert.equal(status, 1, stderr);
        assert.match(stdout, /whose build needs itself/);
        for (const name of names) {
          assert.ok(stdout.includes(`\`${name.replace('-', '_')}-1.0.tar.gz\``), stdout);
        }
      }
    });
  }
});

suite('builds that need each other', () => {
  test('are failed builds that spell out the circle, on every Python and beside others', async () => {
    const names = Object.keys(circles);
    const result = await indexed.matrix([...names, 'fine', '--python', '3.8,3.13']);
    for (const cell of result.record.cells) {
      const circle = circles[cell.package];
      const expected = circle === undefined ? 'pass/clean' : 'blocked/build-failed';
      assert.equal(`${cell.state}/${cell.reason}`, expected, cell.message);
      assert.ok(cell.message.includes(circle ?? ''), `${cell.id}: ${cell.message}`);
    }
    assert.equal(result.record.cells.length, 2 * (names.length + 1));
    assert.equal(result.status, 1);
  });

  test('end a lock too, also where only a dependency is built', async () => {
    for (const name of ['two-b', 'wish-b', 'top']) {
      const { status, stderr } = await indexed.run(['lock', name]);
      assert.equal(status, 1, stderr);
      assert.match(stderr, /^error: Failed to build `\w+-1\.0\.tar\.gz`.*needs itself: `/m);
    }
  });

  test('one that is built with an older release of its project needs nothing of itself', async () => {
    const result = await indexed.matrix('bootstrapped==2 neighbour');
    assert.deepEqual(result.verdicts, {
      'bootstrapped 2.0': 'pass/clean',
      'neighbour 2.0': 'pass/clean',
    });
  });
});

suite('a run whose event loop is empty', () => {
  // What tells which work waits for which is gone: nobody sees the circle.
  const blind =
    "import { AsyncLocalStorage } from 'node:async_hooks'; AsyncLocalStorage.prototype.getStore = () => undefined;";
  const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(blind)}` };

  test('ends the cells that wait, keeps the others and exits 3', async () => {
    const result = await indexed.matrix('two-a fine', { env });
    assert.deepEqual(result.verdicts, { 'two-a 1.0': 'infra/internal', 'fine 1.0': 'pass/clean' });
    assert.match(result.cell('two-a 1.0').message, /^It waited for .*`two_a-1\.0\.tar\.gz`/);
    assert.equal(result.status, 3);
    assert.match(result.stdout, /fine +1\.0 /);
    assert.doesNotMatch(result.stderr, /unsettled/);
  });

  test('a command without cells says what it waits for and exits 3', async () => {
    const { status, stderr } = await indexed.rig.run(['lock', 'two-a'], { env });
    assert.equal(status, 3);
    assert.match(stderr, /^error: Expected the command to end, but nothing is left .*`two_a-1\.0/);
    assert.match(stderr, /^hint: this is a bug in spip/m);
    assert.doesNotMatch(stderr, /unsettled/);
    // The next command cleans up.
    assert.equal((await indexed.run('lock fine')).status, 0);
  });
});
