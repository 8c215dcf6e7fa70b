import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

// What a program sees that imports spip as a library, from what is built.

const indexed = await IndexedRig.open([
  wheelFile({ name: 'thing', version: '1.0' }),
  wheelFile({ name: 'thing', version: '2.0', files: { 'thing.py': 'import nowhere\n' } }),
]);
after(() => indexed[Symbol.asyncDispose]());
const root = join(import.meta.dirname, '../..');

interface Ran {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Not at once: the index is served by this process. */
function node(...words: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...indexed.rig.env } };
    execFile(process.execPath, words, options, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
  });
}

test('the example prints what fails', async () => {
  const { status, stdout, stderr } = await node('examples/failing.js', 'thing', '--no-ci');
  assert.equal(stderr, '');
  assert.match(
    stdout,
    /^thing 2\.0 on 3\.\d+: import-failed .*nowhere'\n2 of 2 cells ran, spip matrix would exit with 1\n$/,
  );
  assert.equal(status, 0);
  indexed.rig.assertNothingLeft();
});

test('what would end the command is thrown, and a signal ends the run', async () => {
  const code = `
    import { matrix } from 'spip';
    const thrown = await matrix(['unheard'], {}).catch((error) => error);
    const wrong = await matrix(['thing'], { options: ['--limt', '2'] }).catch((error) => error);
    const ending = new AbortController();
    const stopped = await matrix(['thing'], {
      signal: ending.signal,
      onEvent: ({ kind }) => kind === 'run-started' && ending.abort(),
    });
    console.log(JSON.stringify([thrown.code, wrong.code, wrong.hint, stopped.exitStatus,
      stopped.record.cells.map(({ state }) => state)]));`;
  const { stdout, stderr } = await node('--input-type=module', '-e', code);
  const said: unknown = JSON.parse(stdout || '[]');
  assert.deepEqual(
    said,
    ['unknown-package', 'usage', 'did you mean `--limit`?', 143, ['cancelled', 'cancelled']],
    stderr,
  );
  indexed.rig.assertNothingLeft();
});

test('every type that it names is there', () => {
  const types = join(root, 'dist/types');
  const seen = ['api.d.ts'];
  for (const file of seen) {
    const text = readFileSync(join(types, file), 'utf8');
    const imported = [...text.matchAll(/ from "(\.[^"]+)\.js"/g)].map(([, path = '']) =>
      join(file, '..', `${path}.d.ts`),
    );
    seen.push(...imported.filter((path) => !seen.includes(path)));
  }
  assert.ok(seen.length > 3);
  assert.deepEqual(
    seen.filter((file) => !existsSync(join(types, file))),
    [],
  );
});
