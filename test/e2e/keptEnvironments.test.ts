// Environments that last longer than their cells: made once, and never believed when somebody else was there.
import assert from 'node:assert/strict';
import {
  appendFileSync,
  globSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { MatrixResult } from '../support/indexedRig.ts';

const files = [
  ...['1.0', '2.0'].map((version) =>
    wheelFile({
      name: 'thing',
      version,
      requires: ['shared'],
      entryPoints: { console_scripts: { thing: 'thing:main' } },
    }),
  ),
  wheelFile({ name: 'shared', version: '1.0', files: { 'shared.py': 'value = 1\n' } }),
];

/** Whether environments are kept: there is a sandbox here. */
async function openKept(): Promise<IndexedRig> {
  return IndexedRig.open(files);
}

function environments({ rig }: IndexedRig): readonly string[] {
  return globSync('environments-v*/*', { cwd: rig.cacheDir }).map((path) =>
    join(rig.cacheDir, path),
  );
}

function inodes(indexed: IndexedRig): readonly number[] {
  return environments(indexed).map((path) => statSync(join(path, 'env')).ino);
}

/** Until nothing new is ready any more: byte-code comes after the first run. */
async function settle(indexed: IndexedRig, args: readonly string[]): Promise<MatrixResult> {
  let last = await indexed.matrix(args);
  for (let before = -1; environments(indexed).length !== before;) {
    before = environments(indexed).length;
    last = await indexed.matrix(args);
  }
  return last;
}

const isBoxed = (result: MatrixResult): boolean => result.record.run.sandbox === 'bubblewrap';

suite('an environment that is kept', () => {
  test('serves later runs as it is, each cell with its own release', async (t) => {
    await using indexed = await openKept();
    const script = await indexed.rig.write(
      'check.py',
      'import os, thing\nassert "==%s@" % thing.__version__ in os.environ["SPIP_CELL"]\n',
    );
    const args = ['thing', '--limit', '2', script];
    const first = await settle(indexed, args);
    if (!isBoxed(first)) {
      t.skip('bubblewrap does not work here');
      return;
    }
    const before = inodes(indexed);
    assert.ok(before.length >= 2);
    const second = await indexed.matrix(args);
    assert.deepEqual(second.verdicts, { 'thing 2.0': 'pass/clean', 'thing 1.0': 'pass/clean' });
    assert.deepEqual(inodes(indexed), before);
  });

  test('is made once by processes that want it at the same moment', async (t) => {
    await using indexed = await openKept();
    const runs = [1, 2, 3, 4].map(() => indexed.spawn('matrix thing --limit 1 --import-only'));
    const ended = await Promise.all(runs.map((run) => run.ended));
    assert.deepEqual(
      ended.map(({ status }) => status),
      [0, 0, 0, 0],
    );
    const last = await settle(indexed, ['thing', '--limit', '1', '--import-only']);
    if (!isBoxed(last)) {
      t.skip('bubblewrap does not work here');
      return;
    }
    // Without and with byte-code, of one wheel or of both.
    assert.ok(environments(indexed).length <= 4, `${environments(indexed).length}`);
  });

  const intrusions: Readonly<Record<string, (prefix: string) => void>> = {
    'a start file that is added': (prefix) => {
      writeFileSync(join(site(prefix), 'added.pth'), 'import os; os._exit(0)\n');
    },
    'a script that is changed': (prefix) => {
      appendFileSync(join(prefix, 'bin/thing'), '# changed\n');
    },
    'a file that is removed': (prefix) => rmSync(join(site(prefix), 'shared.py')),
    'another file in the place of one': (prefix) => {
      const path = join(site(prefix), 'shared.py');
      writeFileSync(`${path}.new`, 'value = 2\n');
      utimesSync(`${path}.new`, 946_684_800, 946_684_800);
      renameSync(`${path}.new`, path);
    },
  };
  for (const [what, intrude] of Object.entries(intrusions)) {
    test(`is set aside for ${what}, and the cell runs again`, async (t) => {
      await using indexed = await openKept();
      const command = ['thing', '--limit', '1', '--command', 'exit 3'];
      const first = await settle(indexed, command);
      assert.deepEqual(first.verdicts, { 'thing 2.0': 'fail/tests-failed' });
      if (!isBoxed(first)) {
        t.skip('bubblewrap does not work here');
        return;
      }
      environments(indexed).forEach((path) => intrude(join(path, 'env')));
      const second = await indexed.matrix(command);
      assert.deepEqual(second.verdicts, { 'thing 2.0': 'fail/tests-failed' });
      assert.ok(second.cell('thing 2.0').attempts.length > 0);
      const third = await indexed.matrix(command);
      assert.deepEqual(third.cell('thing 2.0').attempts, []);
    });
  }

  test('is not used any more once a wheel behind it was changed', async (t) => {
    await using indexed = await openKept();
    const command = ['--command', '{python} -c "import shared; assert shared.value == 1"'];
    const first = await settle(indexed, ['thing', '--limit', '1', ...command]);
    if (!isBoxed(first)) {
      t.skip('bubblewrap does not work here');
      return;
    }
    const before = environments(indexed);
    const linked = before.map((path) => join(site(join(path, 'env')), 'shared.py'));
    linked.forEach((path) => writeFileSync(path, 'value = 2\n'));
    const second = await indexed.matrix(['thing', '--limit', '1', ...command]);
    assert.deepEqual(second.verdicts, { 'thing 2.0': 'pass/clean' });
    assert.deepEqual(
      environments(indexed).filter((path) => before.includes(path)),
      [],
    );
  });

  test('is read whole by `cache verify`, and goes with its package', async (t) => {
    await using indexed = await openKept();
    const first = await settle(indexed, ['thing', '--limit', '1']);
    if (!isBoxed(first)) {
      t.skip('bubblewrap does not work here');
      return;
    }
    const [path = ''] = environments(indexed);
    const script = join(path, 'env/bin/thing');
    const { atime, mtime } = statSync(script);
    appendFileSync(script, '# changed, and nobody sees when\n');
    utimesSync(script, atime, mtime);
    const verified = await indexed.run('cache verify');
    assert.match(verified.stdout, /bin\/thing` has a wrong digest/);
    assert.ok(!environments(indexed).includes(path));
    await settle(indexed, ['thing', '--limit', '1']);
    assert.ok(environments(indexed).length > 0);
    await indexed.run('cache clean --package shared');
    assert.deepEqual(environments(indexed), []);
  });

  test('is none for folders that the user wants to keep', async () => {
    await using indexed = await openKept();
    const { record } = await indexed.matrix('thing --limit 1 --keep all');
    assert.deepEqual(environments(indexed), []);
    const kept = join(indexed.rig.cacheDir, 'kept', record.run.id);
    const [cell = ''] = readdirSync(kept);
    assert.ok(readdirSync(join(kept, cell, 'env')).includes('pyvenv.cfg'));
  });
});

function site(prefix: string): string {
  const [path = ''] = globSync('lib/python*/site-packages', { cwd: prefix });
  return join(prefix, path);
}
