// `spip replay`: the same cell again, with the files that its environment had, held against its record.
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { removeTree } from '../../src/lib/files/removeTree.ts';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { pyproject } from '../support/testStories.ts';

const dep = (version: string) =>
  wheelFile({ name: 'dep', version, files: { 'dep.py': `version = '${version}'\n` } });
const thing = wheelFile({
  name: 'thing',
  version: '1.0',
  requires: ['dep'],
  files: { 'thing.py': 'import dep\n' },
});

interface Replayed {
  readonly same: boolean;
  readonly differs: readonly { readonly what: string }[];
  readonly runs: { readonly before: string; readonly now: string };
  readonly now: {
    readonly state: string;
    readonly environment: string;
    readonly packages: readonly { readonly name: string; readonly version: string }[];
  };
}

async function replayed(indexed: IndexedRig, args: string, status: number): Promise<Replayed> {
  const ran = await indexed.run(`replay ${args} --format json`);
  assert.equal(ran.status, status, ran.stderr);
  return JSON.parse(ran.stdout) as Replayed;
}

test('has the files of then, whatever there is by now, and what the cache lost is fetched again', async () => {
  await using indexed = await IndexedRig.open([thing, dep('1.0')]);
  const first = await indexed.matrix('thing');
  const { id, environment } = first.cell('thing 1.0');
  indexed.server.world['dep'] = [dep('1.0'), dep('2.0')];
  await removeTree(indexed.rig.cacheDir);
  const newer = await indexed.matrix('thing --refresh');
  assert.notEqual(newer.cell('thing 1.0').environment, environment);
  const again = await replayed(indexed, `${first.record.run.id} ${id}`, 0);
  assert.equal(again.now.environment, environment);
  assert.deepEqual(again.differs, []);
  const text = await indexed.run(`replay ${first.record.run.id} thing 1.0 on`);
  assert.equal(text.status, 0, text.stderr);
  assert.match(text.stdout, /^ {2}verdict +pass +pass$/m);
  assert.match(text.stdout, /\nThe same\n$/);
});

test('tests the release that is installed, and says where it comes to something else', async () => {
  const wrong = 'def answer():\n    return 41\n';
  await using indexed = await IndexedRig.open([
    wheelFile({ name: 'thing', version: '1.0', files: { 'thing/__init__.py': wrong } }),
    sdistFile({ name: 'thing', version: '1.0', pyproject, files: asked }),
  ]);
  const check = await indexed.rig.write('check.py', 'import os, thing\nprint(os.environ["WHO"])\n');
  const env = { WHO: 'me' };
  const first = await indexed.matrix(['thing', '--own-tests', '--pass-env', 'WHO', check], { env });
  assert.deepEqual(first.verdicts, { 'thing 1.0': 'fail/tests-failed' });
  const { id } = first.cell('thing 1.0');
  const words = ['replay', 'last', id];
  const again = await indexed.run(words, { env });
  assert.equal(again.status, 0, again.stdout + again.stderr);
  assert.match(
    again.stdout,
    /^ {2}own +tests-failed, 1 failed, exit 1 +tests-failed, 1 failed, exit 1$/m,
  );
  const unset = await indexed.run(words);
  assert.equal(unset.status, 2);
  assert.match(unset.stderr, /Expected `WHO` to be set, as for `thing==1\.0@/);
  // A file of this machine is taken as it is now.
  await indexed.rig.write('check.py', 'raise SystemExit(3)\n');
  const other = await indexed.run(words, { env });
  assert.match(other.stdout, /^\* custom +pass, exit 0 +tests-failed, exit 3$/m);
  assert.equal(other.status, 0, 'the verdict is still that of the own tests');
  await rm(check);
  const gone = await indexed.run(words, { env });
  assert.equal(gone.status, 2);
  assert.match(gone.stderr, /check\.py` to exist/);
});

const asked = {
  'thing/__init__.py': 'def answer():\n    return 42\n',
  'tests/test_a.py':
    'import unittest, thing\n\nclass Case(unittest.TestCase):\n    def test(self):\n        self.assertEqual(thing.answer(), 42)\n',
};

test('ends with 1 where the verdict is another one, and with 2 where there is nothing to run', async () => {
  await using indexed = await IndexedRig.open([thing, dep('1.0')]);
  const empty = await indexed.run('replay last thing');
  assert.equal(empty.status, 2);
  const check = await indexed.rig.write('check.py', 'import thing\n');
  const first = await indexed.matrix(['thing', check]);
  await indexed.rig.write('check.py', 'import thing\nraise SystemExit(3)\n');
  const { differs, runs } = await replayed(indexed, 'last thing', 1);
  assert.deepEqual(
    differs.map(({ what }) => what),
    ['verdict', 'custom'],
  );
  assert.equal(runs.before, first.record.run.id);
  const shown = await indexed.run(`show ${runs.now} thing`);
  assert.match(shown.stdout, /fail: tests-failed/);
  for (const [args, said] of [
    ['replay none thing', /found none that begins with `none`/],
    ['replay last other', /Expected a cell of this run, found `other`/],
    ['replay last', /Expected at least 2 operands/],
  ] as const) {
    const { status, stderr } = await indexed.run(args);
    assert.equal(status, 2, stderr);
    assert.match(stderr, said);
  }
  indexed.server.world['dep'] = [dep('2.0')];
  const gone = await indexed.run('replay last thing --refresh');
  assert.equal(gone.status, 2);
  assert.match(
    gone.stderr,
    /Expected `dep-1\.0-.*` on an index, as for `thing==1\.0@.*`: none is there/,
  );
});

test('a run that kept no work of its cells, and a cell without an environment, are refused', async () => {
  await using indexed = await IndexedRig.open([thing]);
  const blocked = await indexed.matrix('thing');
  assert.deepEqual(blocked.verdicts, { 'thing 1.0': 'blocked/unresolvable' });
  const none = await indexed.run('replay last thing');
  assert.equal(none.status, 2);
  assert.match(none.stderr, /Expected an environment of `thing==1\.0@.*`: it got none/);
  indexed.server.world['dep'] = [dep('1.0')];
  await indexed.matrix('thing --refresh');
  const database = new DatabaseSync(join(indexed.rig.dataDir, 'results.sqlite'));
  database.exec("UPDATE cells SET job = ''");
  database.close();
  const old = await indexed.run('replay last thing');
  assert.equal(old.status, 2);
  assert.match(old.stderr, /to say how `thing==1\.0@.*` is run again/);
});
