import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { otherNodes } from '../support/otherNodes.ts';

// What a Node does that is too old for spip: all that such a Node reads of it lies in `bin/`.

const root = join(import.meta.dirname, '../..');
const bin = join(root, 'bin/spip.js');
const library = ['--input-type=module', '-e', "import { matrix } from 'spip'; matrix([]);"];

for (const version of ['12.22.12', '16.20.2', '18.20.8', '22.3.0', '24.14.9']) {
  test(`Node ${version} says which one is needed`, () => {
    const pretend =
      `Object.defineProperty(process.versions, 'node', { value: '${version}' });` +
      "import module from 'node:module'; delete module.enableCompileCache; module.syncBuiltinESMExports();";
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, bin, 'matrix', 'thing'],
      { encoding: 'utf8', env: {} },
    );
    assert.equal(
      stderr,
      `error: Expected Node 24.15 or newer, found ${version} at ${process.execPath}\n` +
        'hint: `pip install spip-matrix` brings the Node that it needs, and so does `npm ci` in a clone of spip\n',
    );
    assert.equal(status, 2);
    assert.equal(stdout, '');
    const imported = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, ...library],
      { encoding: 'utf8', env: {}, cwd: root },
    );
    assert.equal(imported.status, 1);
    assert.match(imported.stderr, saysWhichNode(version));
  });
}

/** What a program gets that imports spip: an error as all others of the library, with the sentence of the command. */
function saysWhichNode(version: string): RegExp {
  const escaped = version.replaceAll('.', '\\.');
  return new RegExp(
    `^Error: Expected Node 24\\.15 or newer, found ${escaped} at \\S+\\n[^]*code: 'usage',\\n +hint: '\`pip install spip-matrix\` brings`,
    'm',
  );
}

test('nothing in the files that start it is newer than Node 12', async () => {
  for (const name of await readdir(join(root, 'bin'))) {
    const text = (await readFile(join(root, 'bin', name), 'utf8'))
      .replace(/^#!.*/, '')
      .replaceAll(/\/\*.*?\*\/|\/\/.*/g, '');
    for (const newer of [/import \{.*'node:/, /\?\?|\?\./, /\bawait\b/, /\|\|=|&&=/]) {
      assert.doesNotMatch(text, newer, name);
    }
  }
});

test('an older Node of this machine says the same', (t) => {
  const others = otherNodes();
  if (others.length === 0) {
    t.skip('every Node on PATH is new enough');
  }
  for (const { node, found } of others) {
    const { status, stderr } = spawnSync(node, [bin], { encoding: 'utf8' });
    assert.match(stderr, new RegExp(`^error: Expected Node 24\\.15 or newer, found ${found} at `));
    assert.equal(status, 2);
    const imported = spawnSync(node, library, { encoding: 'utf8', cwd: root });
    assert.match(imported.stderr, saysWhichNode(found));
  }
});
