// The record of a run: `--json FILE`, `--json -`, and what it says.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, statSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig, readRecord } from '../support/indexedRig.ts';
import { sha256 } from '../support/indexPages.ts';
import { normalise } from '../support/normalise.ts';

const helper = wheelFile({ name: 'helper', version: '1.0' });
const thing = wheelFile({ name: 'thing', version: '1.0', requires: ['helper'] });
const indexed = await IndexedRig.open([
  helper,
  thing,
  wheelFile({ name: 'thing', version: '2.0', requiresPython: '>=3.99' }),
  wheelFile({ name: 'thing', version: '0.9', requires: ['nowhere'] }),
  wheelFile({ name: 'thing', version: '0.8', files: { 'thing.py': '1/0\n' } }),
  sdistFile({ name: 'thing', version: '0.7' }),
]);
after(() => indexed[Symbol.asyncDispose]());

test('--json - writes the record and nothing else on standard output', async () => {
  const { status, stdout, stderr } = await indexed.run('matrix thing --json -');
  const record = await readRecord(stdout);
  assert.equal(status, 1);
  assert.equal(record.run.exit_status, 1);
  assert.equal(stdout, `${JSON.stringify(record, undefined, 2)}\n`);
  assert.match(stderr, /^5 cells: 2 pass, 1 fail, 1 blocked, 1 not applicable in /m);
});

test('named pipes and links are written through and stay what they are', async () => {
  const at = (name: string): string => join(indexed.rig.root, name);
  const names = ['record.fifo', 'junit.fifo'];
  execFileSync('mkfifo', names.map(at));
  await symlink('target.json', at('link.json'));
  await symlink('/dev/null', at('null.json'));
  const readers = names.map((name) => readFile(at(name), 'utf8'));
  const options = ['--json', at('record.fifo'), '--junit', at('junit.fifo')];
  const { status, stderr } = await indexed.run(['matrix', 'thing==1.0', ...options]);
  assert.equal(status, 0, stderr);
  const [record = '', junit = ''] = await Promise.all(readers);
  const { id } = (await readRecord(record)).run;
  assert.match(junit, /^<\?xml [^]*<testsuites[^]*thing/);
  for (const name of ['link.json', 'null.json']) {
    const { status: again } = await indexed.run(['report', id, '--json', at(name)]);
    assert.equal(again, 0);
  }
  assert.equal(await readFile(at('target.json'), 'utf8'), record);
  const kinds = [...names, 'link.json', 'null.json'].map((name) => lstatSync(at(name)));
  assert.deepEqual(
    kinds.map((each) => [each.isFIFO(), each.isSymbolicLink()]),
    [
      [true, false],
      [true, false],
      [false, true],
      [false, true],
    ],
  );
  assert.ok(statSync('/dev/null').isCharacterDevice());
});

test('the record says of each cell what it ran and why it is what it is', async () => {
  const result = await indexed.matrix('thing -j 3 --sandbox off');
  const { record, verdicts } = result;
  assert.deepEqual(verdicts, {
    'thing 2.0': 'not-applicable/requires-python',
    'thing 1.0': 'pass/clean',
    'thing 0.9': 'blocked/unresolvable',
    'thing 0.8': 'fail/import-failed',
    'thing 0.7': 'pass/clean',
  });
  assert.equal(record.schema_version, 6);
  assert.equal(record.run.jobs, 3);
  assert.equal(record.run.sandbox, 'none');
  const cell = result.cell('thing 1.0');
  assert.equal(cell.id, `thing==1.0@${cell.python}`);
  assert.equal(cell.requested, 'thing');
  assert.ok(cell.interpreter.version.startsWith(`${cell.python}.`));
  assert.match(cell.environment ?? '', /^[0-9a-f]{40}$/);
  assert.deepEqual(cell.packages, [
    {
      name: 'helper',
      version: '1.0',
      file: helper.filename,
      sha256: sha256(helper.bytes),
      built: false,
    },
    {
      name: 'thing',
      version: '1.0',
      file: thing.filename,
      sha256: sha256(thing.bytes),
      built: false,
    },
  ]);
  assert.equal(result.cell('thing 0.7').packages[0]?.built, true);
  const blocked = result.cell('thing 0.9').steps;
  assert.deepEqual(
    blocked.map(({ name, state, reason, log }) => ({ name, state, reason, log })),
    [{ name: 'install', state: 'fail', reason: 'unresolvable', log: null }],
  );
});

test('equal sets give equal environments, and no path of this machine is in one', async () => {
  const first = await indexed.matrix('thing==1.0');
  const second = await indexed.matrix('thing==1.0 --command true');
  const { environment } = first.cell('thing 1.0');
  assert.equal(second.cell('thing 1.0').environment, environment);
  await using other = await IndexedRig.open([helper, thing], { kind: 'plain' });
  const elsewhere = await other.matrix('thing==1.0');
  assert.equal(elsewhere.cell('thing 1.0').environment, environment);
});

test('every run keeps its record with its logs', async () => {
  const { record, stdout } = await indexed.matrix('thing==0.8');
  const folder = join(indexed.rig.dataDir, 'runs', record.run.id);
  assert.deepEqual(await readRecord(await readFile(join(folder, 'report.json'), 'utf8')), record);
  const log = record.cells[0]?.steps[1]?.log ?? '';
  assert.match(await readFile(join(folder, log), 'utf8'), /ZeroDivisionError/);
  assert.ok(stdout.includes(join(folder, log)), 'the reasons name the log');
});

test('the whole text of a run with one Python', async () => {
  const { stdout, stderr, record } = await indexed.matrix('thing>=0.8 -j 1');
  const { id, sandbox } = record.run;
  const failed = record.cells.at(-1);
  const known = {
    log: join(indexed.rig.dataDir, 'runs', id, failed?.steps[1]?.log ?? ''),
    run: id,
    py: failed?.interpreter.version ?? '',
    python: failed?.python ?? '',
    sandbox: `sandbox ${sandbox}`,
  };
  // How wide a column is depends on the times.
  const text = normalise(stdout, known)
    .replaceAll(/(?<=\S) {2,}/g, '  ')
    .replaceAll(/ +$/gm, '');
  assert.equal(text, wholeText);
  assert.equal(stderr.split('\n').length, 4, 'one line per cell that ran');
});

const wholeText = `
thing  all 4 releases

   Package  Release  Python  Install  Import  Custom
·  thing  2.0  <py>  -  -  -  requires-python
✓  thing  1.0  <py>  ✓ <time>  ✓ <time>  -
!  thing  0.9  <py>  ! <time>  -  -  unresolvable
✗  thing  0.8  <py>  ✓ <time>  ✗ <time>  -  import-failed

  ✓ pass  ✗ fail  ! blocked: could not be installed  · does not apply

✗ import-failed
  thing 0.8 on <python>
    \`import thing\` raised \`ZeroDivisionError\`: division by zero
    log: <log>

! unresolvable
  thing 0.9 on <python>
    Failed to resolve \`thing==0.9\` for Python <python>:
      you ask for \`thing==0.9\`
      \`thing\` 0.9 depends on \`nowhere\`, but no index has \`nowhere\`
    So \`thing==0.9\` cannot be installed
    hint: check the spelling of \`nowhere\`, or add the index that has it with \`--extra-index-url\`

· requires-python
  thing 2.0 on <python>
    Requires Python \`>=3.99\`

4 cells: 1 pass, 1 fail, 1 blocked, 1 not applicable in <time> (1 job, <sandbox>)
hint: \`spip show <run> CELL\` shows all about one cell
`;
