// A Python that is not all below its prefix: what it is made of is shown in the sandbox.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { realPythons } from '../support/realPython.ts';

const indexed = await IndexedRig.open([
  wheelFile({
    name: 'thing',
    version: '1.0',
    files: { 'thing.py': 'import json, zlib, hashlib; hashlib.md5(b"")\n' },
  }),
  sdistFile({ name: 'built', version: '1.0' }),
]);
after(() => indexed[Symbol.asyncDispose]());

/** Where the standard library of a Python lies, and its real executable. */
function partsOf(python: string): { readonly stdlib: string; readonly executable: string } {
  const code =
    'import os, sys; print(os.path.dirname(os.__file__)); print(os.path.realpath(sys.executable))';
  const [stdlib = '', executable = ''] = spawnSync(python, ['-I', '-S', '-c', code], {
    encoding: 'utf8',
  }).stdout.split('\n');
  return { stdlib, executable };
}

for (const [what, lay] of [
  [
    'its standard library is a link',
    async (root: string, stdlib: string) => {
      await mkdir(join(root, 'lib'));
      await symlink(stdlib, join(root, 'lib', stdlib.split('/').at(-1) ?? ''));
    },
  ],
  [
    'its folder of libraries is a link',
    async (root: string, stdlib: string) => {
      await symlink(dirname(stdlib), join(root, 'lib'));
    },
  ],
] as const) {
  test(`${what}: tested and built with, with and without a sandbox`, async (t) => {
    // Distributions patch theirs, so that it is found by other means than its place.
    const python = realPythons()
      .map(partsOf)
      .find(({ stdlib }) => !stdlib.startsWith('/usr/'));
    if (python === undefined) {
      t.skip('needs a Python that is none of the system');
      return;
    }
    const root = join(indexed.rig.root, what.replaceAll(' ', '-'));
    const executable = join(root, 'bin', python.executable.split('/').at(-1) ?? '');
    await mkdir(dirname(executable), { recursive: true });
    await copyFile(python.executable, executable);
    await lay(root, python.stdlib);
    for (const sandbox of ['auto', 'off']) {
      const words = ['thing', 'built', '--python', executable, '--sandbox', sandbox];
      const { verdicts, stdout } = await indexed.matrix(words);
      assert.deepEqual(
        verdicts,
        { 'thing 1.0': 'pass/clean', 'built 1.0': 'pass/clean' },
        `${sandbox}: ${stdout}`,
      );
    }
  });
}
