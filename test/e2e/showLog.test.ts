// A cell as any output writes it, and its log.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const script = `
for number in range(1, 101):
    print("line", number)
print("\\x1b[31;1mred\\x1b[0m")
raise SystemExit(1)
`;

test('names and ids mean the same cell, and the log is shown by its end or whole', async () => {
  await using indexed = await IndexedRig.open([wheelFile({ name: 'thing', version: '1.0' })]);
  const path = await indexed.rig.write('check.py', script);
  const run = await indexed.matrix(['thing', path]);
  const { id, python } = run.cell('thing 1.0');
  const byId = await indexed.run(['show', 'last', id]);
  assert.equal(byId.status, 0, byId.stderr);
  for (const words of [
    ['thing', '1.0', 'on', python],
    [`thing 1.0 on ${python}`],
    ['thing==1.0'],
  ]) {
    assert.deepEqual(await indexed.run(['show', 'last', ...words]), byId);
  }
  const end = byId.stdout.split('End of the log of custom (`--log` prints all of it)\n')[1] ?? '';
  const lines = end.trimEnd().split('\n');
  assert.equal(lines.length, 20);
  assert.equal(lines[0], '  line 82');
  assert.equal(lines.at(-1), '  \\x1b[31;1mred\\x1b[0m');
  const whole = await indexed.run(['show', 'last', id, '--log']);
  assert.equal(whole.stdout.split('\n').filter((line) => line.startsWith('line ')).length, 100);
  for (const words of [
    ['--log', 'custom', id],
    ['thing', '1.0', 'on', python, '--log=custom'],
    [id, '--log', 'custom'],
  ]) {
    assert.deepEqual(await indexed.run(['show', 'last', ...words]), whole);
  }
  const other = await indexed.run(['show', 'last', id, '--log', 'import']);
  assert.equal(other.status, 0, other.stderr);
  assert.notEqual(other.stdout, whole.stdout);
  const odd = await indexed.run(['show', 'last', id, '--log=tests']);
  assert.match(odd.stderr, /^error: Expected `--log` to be .*, found `tests`\n/);
  const none = await indexed.run(['show', 'last', id, '--log', 'install']);
  assert.equal(none.status, 2);
  assert.match(
    none.stderr,
    /^error: Expected a log of the step `install` of `thing==1\.0@.*`, found none\nhint: there are logs of import, custom\n/,
  );
  const nobody = await indexed.run(['show', 'last', '--log']);
  assert.equal(nobody.status, 2);
});
