import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { otherNodes } from '../support/otherNodes.ts';

// What a Node does that is too old for spip: the one thing of it that such a Node reads is `bin/spip.js`.

const bin = join(import.meta.dirname, '../../bin/spip.js');

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
  });
}

test('nothing in the start file is newer than Node 12', async () => {
  const text = (await readFile(bin, 'utf8')).replaceAll(/\/\*.*?\*\/|\/\/.*/g, '');
  for (const newer of [/import \{/, /\?\?|\?\./, /\bawait\b/, /\|\|=|&&=/]) {
    assert.doesNotMatch(text.replace(/^#!.*/, ''), newer);
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
  }
});
