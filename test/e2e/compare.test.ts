// Two real runs, and what became of their cells.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
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
