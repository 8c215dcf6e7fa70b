// What people see where files and places are not as usual: each ends in a sentence, or works.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const indexed = await IndexedRig.open([wheelFile({ name: 'thing', version: '1.0' })]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

/** Refused before anything runs: what is said. */
async function refused(...args: Parameters<IndexedRig['run']>): Promise<string> {
  const { status, stdout, stderr } = await indexed.run(...args);
  assert.deepEqual([status, stdout], [2, ''], stderr);
  assert.doesNotMatch(stderr, /bug in spip|\n {4}at /);
  return stderr;
}

suite('tests that are copied', () => {
  test('two of one name, twice the same, a pipe, and the cache below', async () => {
    await rig.write('one/same/test_a.py', '');
    await rig.write('two/same/test_b.py', '');
    const pipe = join(rig.project, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const all = ['matrix', 'thing', '--command', 'true', '--tests'];
    const same = [...all, 'one/same', '--tests'];
    assert.match(await refused([...same, 'two/same']), /different names.*one\/same.*two\/same/);
    assert.match(await refused([...same, 'one/../one/same']), /one\/same` twice/);
    assert.match(await refused([...all, 'pipe']), /found a pipe: `.*\/pipe`/);
    assert.match(await refused([...all, '..']), /beside the cache/);
  });

  test('links are followed, pipes left out with one warning, the release is under test', async () => {
    await rig.write('real/test_x.py', 'assert open("data").read() == open("kept").read() == "d"\n');
    await rig.write('real/inner', 'd');
    await rig.write('data', 'd');
    const at = (path: string): string => join(rig.project, path);
    await symlink('inner', at('real/kept'));
    await symlink(at('data'), at('real/data'));
    await symlink('real', at('operand'));
    await mkdir(at('real/more'));
    execFileSync('mkfifo', [at('real/pipe'), at('real/more/pipe')]);
    const command =
      'cd {tests} && test -L kept && python test_x.py && test ! -e pipe && ls -d more';
    for (const sandbox of ['auto', 'off']) {
      const line = ['thing', '--sandbox', sandbox, '--tests', 'operand', '--command', command];
      const { verdicts, stderr } = await indexed.matrix(line);
      assert.deepEqual(verdicts, { 'thing 1.0': 'pass/clean' }, stderr);
      assert.equal(stderr.match(/warning: Left out of the tests.*more\/pipe.*pipe/g)?.length, 1);
    }
  });
});
