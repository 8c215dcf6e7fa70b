// Two real runs, and what became of their cells.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { Schema } from '../support/validateSchema.ts';
import { validateSchema } from '../support/validateSchema.ts';

const files = [
  ...['1.0', '1.1'].map((version) => wheelFile({ name: 'thing', version, requires: ['helper'] })),
  wheelFile({ name: 'helper', version: '1.0' }),
  wheelFile({ name: 'helper', version: '2.0' }),
];

/** Fails for one release, or for none. */
function check(version: string): string {
  return `from importlib.metadata import version\nassert version("thing") != "${version}", "not this"\n`;
}

const schemaPath = join(import.meta.dirname, '../../docs/compare.schema.json');

test('a release that fails in the later run regressed, and the earlier was fixed', async () => {
  await using indexed = await IndexedRig.open(files);
  const script = await indexed.rig.write('check.py', check('1.0'));
  const first = await indexed.matrix(['thing', script]);
  assert.equal(first.status, 1, first.stderr);
  await indexed.rig.write('check.py', check('1.1'));
  const kept = join(indexed.rig.project, 'first.json');
  await indexed.rig.run(['report', 'last', '--json', kept]);
  await indexed.rig.write('constraints.txt', 'helper==1.0\n');
  const other = await indexed.matrix(['thing', script, '-c', 'constraints.txt']);
  assert.equal(other.status, 1, other.stderr);
  const { id: from } = first.record.run;
  const python = other.cell('thing 1.1').python;

  const { status, stdout, stderr } = await indexed.run(['compare', from, 'last']);
  assert.equal(status, 1, stderr);
  assert.deepEqual(stdout.split('\n\n').slice(1), [
    `regressed  pass -> tests-failed\n  thing 1.1 on ${python}\n    ${lastLines(other.cell('thing 1.1').message)}\n    packages: helper 2.0 -> 1.0`,
    `fixed  tests-failed -> pass\n  thing 1.0 on ${python}\n    packages: helper 2.0 -> 1.0`,
    '2 cells: 1 regressed, 1 fixed\n',
  ]);
  const json = await indexed.run(['compare', './first.json', 'last', '--format', 'json']);
  const schema = JSON.parse(await readFile(schemaPath, 'utf8')) as Schema;
  assert.deepEqual(validateSchema(JSON.parse(json.stdout), schema), []);
  const markdown = await indexed.run(['compare', './first.json', 'last', '--format', 'markdown']);
  assert.match(markdown.stdout, /^### regressed: 1 cell$/m);
  const page = await indexed.run(['compare', './first.json', 'last', '--format', 'html']);
  assert.match(page.stdout, /^<!doctype html>[^]*<b>regressed<\/b>: 1 cell/);
  const backwards = await indexed.run(['compare', 'last', 'last']);
  assert.equal(backwards.status, 0);
  assert.match(backwards.stdout, /^2 cells: 2 the same$/m);
});

/** What came of each release in two runs: the statuses of its command, the last of which holds on. */
const story: Readonly<
  Record<string, readonly [before: readonly number[], after: readonly number[]]>
> = {
  gone: [[0], []],
  regressed: [[0], [1]],
  fixed: [[1], [0]],
  'other-cause': [[1], [2]],
  moved: [[0], [0]],
  // Once more with a layer over the environment, or as the first retry.
  'flaky-before': [[1, 1, 0], [1]],
  'not-comparable': [[], [0]],
  same: [[0], [0]],
  new: [[], [0]],
  expected: [[1], [1]],
};
const changed = Object.keys(story);
const releaseOf = (change: string): string => `1.${changed.indexOf(change)}`;

test('every change that there is, from two real runs', async () => {
  await using indexed = await IndexedRig.open([
    ...changed.map((change) =>
      wheelFile({
        name: 'thing',
        version: releaseOf(change),
        requires: change === 'moved' ? ['helper'] : [],
      }),
    ),
    ...['1.0', '2.0'].map((version) => wheelFile({ name: 'helper', version })),
  ]);
  await using held = await HeldCommands.open(indexed.rig.root);
  const shared = [
    ...'matrix thing --all -j 2 --retries 2 --command'.split(' '),
    `{python} ${held.script} ${held.socket}`,
  ];
  let when: 0 | 1 = 0;
  const starts = new Map<string, number>();
  /** Lets each command end as the story has it; one that has no end is left alone. One loop: it serves both runs. */
  const play = async (): Promise<void> => {
    const child = await held.next();
    const change = changed.find((one) => child.name.startsWith(`thing==${releaseOf(one)}@`)) ?? '';
    const start = starts.get(`${when} ${change}`) ?? 0;
    starts.set(`${when} ${change}`, start + 1);
    const statuses = story[change]?.[when] ?? [];
    const status = statuses[start] ?? statuses.at(-1);
    if (status !== undefined) {
      child.release(status);
    }
    void play();
  };
  void play();

  const first = indexed.spawn([...shared, '--versions', `!=${releaseOf('new')}`]);
  for (const change of changed.filter((one) => story[one]?.[0].length !== 0)) {
    await first.told(new RegExp(`thing ${releaseOf(change)} on`));
  }
  // The one that is left is given up.
  first.signal('SIGINT');
  await first.told(/^Stopping/m);
  first.signal('SIGINT');
  assert.equal((await first.ended).status, 130);
  const kept = join(indexed.rig.project, 'first.json');
  await indexed.run(['report', 'last', '--json', kept]);

  await indexed.rig.write('constraints.txt', 'helper==1.0\n');
  when = 1;
  const second = indexed.spawn([
    ...shared,
    '--versions',
    `!=${releaseOf('gone')}`,
    '-c',
    'constraints.txt',
  ]);
  assert.equal((await second.ended).status, 1);

  await indexed.rig.write(
    'known.txt',
    `thing==${releaseOf('expected')}@*  # the module cgi is gone\n`,
  );
  const words = 'compare ./first.json last --expect known.txt'.split(' ');
  const { status, stdout } = await indexed.run(words);
  assert.equal(status, 1);
  const plain = stdout
    .replaceAll(/ on 3\.\d+$/gm, ' on PYTHON')
    .replaceAll(`\`{python} ${held.script} ${held.socket}\` exited`, 'It ended')
    .replaceAll(/^(Compared) \w+ \(.*?\) with \w+ \(.*?\)$/gm, '$1');
  assert.deepEqual(plain.split('\n'), [
    'Compared',
    '',
    'regressed  pass -> tests-failed',
    '  thing 1.1 on PYTHON',
    '    It ended with status 1',
    '',
    'failing otherwise  tests-failed',
    '  thing 1.3 on PYTHON',
    '    It ended with status 2',
    '',
    'new  pass',
    '  thing 1.8 on PYTHON',
    '',
    'failing after flaky passes  flaky -> tests-failed',
    '  thing 1.5 on PYTHON',
    '    It ended with status 1',
    '',
    'not comparable  interrupted -> pass',
    '  thing 1.6 on PYTHON',
    '',
    'fixed  tests-failed -> pass',
    '  thing 1.2 on PYTHON',
    '',
    'gone  pass',
    '  thing 1.0 on PYTHON',
    '',
    'same in another environment  pass',
    '  thing 1.4 on PYTHON',
    '    packages: helper 2.0 -> 1.0',
    '',
    'failing as expected  tests-failed',
    '  thing 1.9 on PYTHON',
    '    the module cgi is gone',
    '',
    '10 cells: 1 regressed, 1 failing otherwise, 1 new, 1 failing after flaky passes, 1 not comparable, 1 fixed, 1 gone, 1 same in another environment, 1 failing as expected, 1 the same',
    '',
  ]);
});

test('a run held against an earlier one fails only where it regressed', async () => {
  await using indexed = await IndexedRig.open(files);
  const script = await indexed.rig.write('check.py', check('1.0'));
  const summary = join(indexed.rig.project, 'summary.md');
  assert.equal((await indexed.matrix(['thing', script])).status, 1);
  const again = await indexed.matrix([
    'thing',
    script,
    '--baseline',
    'last',
    '--markdown',
    summary,
  ]);
  assert.equal(again.status, 0, again.stderr);
  assert.match(again.stdout, /^2 cells: 2 the same$/m);
  assert.match(await readFile(summary, 'utf8'), /^## spip: \w+ compared with \w+\n/);
  await indexed.rig.write('check.py', check('1.1'));
  const worse = await indexed.matrix(['thing', script, '--baseline', 'last']);
  assert.equal(worse.status, 1);
  assert.match(worse.stdout, /^2 cells: 1 regressed, 1 fixed$/m);
});

test('known failures are expected, and those that pass are told', async () => {
  await using indexed = await IndexedRig.open(files);
  const script = await indexed.rig.write('check.py', check('1.0'));
  await indexed.rig.write('known.txt', 'thing==1.0@*  # cgi is gone\nthing==1.1@*  # soon\n');
  const run = await indexed.matrix(['thing', script, '--expect', 'known.txt']);
  assert.equal(run.status, 0, run.stderr);
  assert.match(
    run.stdout,
    /^note: expected to fail, and passes: thing 1\.1 on 3\.\d+ \(`thing==1\.1@\*`: soon\)$/m,
  );
  const { stdout } = await indexed.run(['compare', 'last', 'last', '--expect', 'known.txt']);
  assert.match(
    stdout,
    /^failing as expected {2}tests-failed\n {2}thing 1\.0 on .*\n {4}cgi is gone$/m,
  );
});

test('what is no run is refused before anything runs', async () => {
  await using indexed = await IndexedRig.open(files);
  const path = await indexed.rig.write('odd.json', '{"cells": []}');
  const odd = await indexed.run(['matrix', 'thing', '--baseline', path]);
  assert.equal(odd.status, 2);
  assert.match(odd.stderr, /^error: Expected the record of a run in `.*odd\.json`\n/);
  const none = await indexed.run('compare last last');
  assert.equal(none.status, 2);
  assert.match(none.stderr, /^error: Expected an earlier run, found none$/m);
});

/** As the comparison shows a message: at most eight lines, indented. */
function lastLines(message: string): string {
  const lines = message.split('\n');
  const more = lines.length > 8 ? [`... ${lines.length - 8} more lines`] : [];
  return [...lines.slice(0, 8), ...more].map((line) => line.trimEnd()).join('\n    ');
}
