// What is said of builds that nobody expected, and of a way out where one fails.
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import type { ServedFile } from '../support/indexPages.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const at = (uploadTime: string) => ({ uploadTime });

/** Its backend, a release of `maker`, fails in words that tell of tools. */
function aged(name: string, maker: string): ServedFile {
  const pyproject = `[build-system]\nrequires = ["${maker}"]\nbuild-backend = "maker"\n`;
  return sdistFile({ name, version: '1.0', pyproject }, at('2015-05-01T00:00:00Z'));
}

const failing =
  'def build_wheel(*rest):\n    raise RuntimeError("error in setup command: use_2to3")\n';
const maker = (version: string, uploadTime: string): ServedFile =>
  wheelFile({ name: 'maker', version, files: { 'maker.py': failing } }, at(uploadTime));

const indexed = await IndexedRig.open([
  maker('1.0', '2014-01-01T00:00:00Z'),
  maker('2.0', '2019-01-01T00:00:00Z'),
  maker('3.0', '2026-01-01T00:00:00Z'),
  aged('any-maker', 'maker'),
  aged('young-maker', 'maker>=2'),
  sdistFile({ name: 'compiled', version: '2.0' }),
  wheelFile({ name: 'compiled', version: '2.0', tag: 'cp36-cp36m-win32' }),
  wheelFile({ name: 'compiled', version: '1.0' }),
  wheelFile({ name: 'needs-compiled', version: '1.0', requires: ['compiled'] }),
  sdistFile({ name: 'pure-source', version: '1.0' }),
]);
after(() => indexed[Symbol.asyncDispose]());

suite('`--build-exclude-newer` as a way out', () => {
  test('is named where tools of that time can be had', async () => {
    const result = await indexed.matrix('any-maker');
    const { hint } = result.cell('any-maker 1.0');
    assert.match(
      hint ?? '',
      /`--build-exclude-newer 2015-05-02` would build with tools of its time/,
    );
    const again = await indexed.matrix('any-maker --build-exclude-newer 2015-05-02');
    assert.match(again.cell('any-maker 1.0').message, /use_2to3/);
    assert.equal(again.cell('any-maker 1.0').hint, null);
  });

  test('is not where the sdist is older than what it asks for', async () => {
    const result = await indexed.matrix('young-maker');
    const { message, hint } = result.cell('young-maker 1.0');
    assert.match(message, /use_2to3/);
    assert.equal(hint, null);
  });
});

suite('a build from source that has wheels, but none for this Python', () => {
  const warning =
    /^warning: `compiled` 2\.0 is built from source: none of its wheels is for Python 3\.\d+\nhint: `--only-binary compiled` takes only releases that have one$/gm;

  test('is announced once, on one line, with `--only-binary`', async () => {
    const { status, stderr } = await indexed.matrix('needs-compiled --python 3.8,3.13');
    assert.equal(status, 0, stderr);
    assert.equal([...stderr.matchAll(warning)].length, 1, stderr);
  });

  test('is not when it is built already, nor with `--only-binary`', async () => {
    const built = await indexed.matrix('needs-compiled --python 3.13');
    assert.doesNotMatch(built.stderr, /built from source/);
    const binary = await indexed.matrix('needs-compiled --python 3.13 --only-binary compiled');
    assert.doesNotMatch(binary.stderr, /built from source/);
    const { packages } = binary.cell('needs-compiled 1.0');
    assert.ok(packages.some(({ name, version }) => name === 'compiled' && version === '1.0'));
  });

  test('one without any wheel is what was asked for', async () => {
    const { status, stderr } = await indexed.matrix('pure-source');
    assert.equal(status, 0);
    assert.doesNotMatch(stderr, /built from source/);
  });
});
